// The host of JSON-RPC over stdio: starts the plugin and calls it through the pipes of its standard input and output.
package main

import (
	"io"
	"net/rpc/jsonrpc"
	"os"

	"outboard/go/bench"
	"outboard/go/netrpc"
	"outboard/go/users"
)

// pipes is the plugin's standard output and input as one connection.
type pipes struct {
	io.Reader
	io.WriteCloser
}

func main() {
	if err := measure(bench.ParseOptions()); err != nil {
		bench.Fail(err)
	}
}

func measure(options bench.Options) error {
	area, err := bench.CreateArea()
	if err != nil {
		return err
	}
	command := options.Command(area)
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	if err != nil {
		return err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := bench.OnLastingThread(command.Start); err != nil {
		return err
	}
	client := jsonrpc.NewClient(pipes{output, input})
	cases, err := users.Cases(netrpc.NewClient(client), options.Users)
	if err != nil {
		return err
	}
	suite := bench.Suite{Name: "users", Peer: "json-rpc-stdio", Policy: "go-netpoll", Mode: "default", Cases: cases}
	if err := suite.Measure(options, area); err != nil {
		return err
	}
	if err := client.Close(); err != nil {
		return err
	}
	return command.Wait()
}
