// The plugin of JSON-RPC over stdio: answers on its standard output what it reads on its standard input.
package main

import (
	"fmt"
	"io"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"

	"outboard/go/bench"
	"outboard/go/netrpc"
	"outboard/go/users"
)

// pipes is standard input and output as one connection.
type pipes struct {
	io.Reader
	io.WriteCloser
}

func main() {
	bench.Follow()
	server := rpc.NewServer()
	if err := server.RegisterName(netrpc.Name, netrpc.NewServer(&users.Store{})); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	server.ServeCodec(jsonrpc.NewServerCodec(pipes{os.Stdin, os.Stdout}))
}
