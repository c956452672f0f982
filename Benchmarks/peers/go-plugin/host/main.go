// The host of go-plugin: measures the methods of the user manager as a program that uses go-plugin calls them.
package main

import (
	"flag"
	"io"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"

	"outboard/go-plugin/shared"
	"outboard/go/bench"
	"outboard/go/users"
)

func main() {
	transport := flag.String("transport", "netrpc", "netrpc or grpc")
	options := bench.ParseOptions()
	if err := measure(*transport, options); err != nil {
		plugin.CleanupClients()
		bench.Fail(err)
	}
	plugin.CleanupClients()
}

func measure(transport string, options bench.Options) error {
	area, err := bench.CreateArea()
	if err != nil {
		return err
	}
	command := options.Command(area)
	command.Env = append(command.Env, "OUTBOARD_PEER_TRANSPORT="+transport)
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  shared.Handshake,
		Plugins:          shared.Plugins(transport, nil),
		Cmd:              command,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolNetRPC, plugin.ProtocolGRPC},
		Managed:          true,
		Logger:           hclog.New(&hclog.LoggerOptions{Output: io.Discard, Level: hclog.Error}),
	})
	if err := bench.OnLastingThread(func() error {
		_, err := client.Start()
		return err
	}); err != nil {
		return err
	}
	protocol, err := client.Client()
	if err != nil {
		return err
	}
	dispensed, err := protocol.Dispense(shared.Name)
	if err != nil {
		return err
	}
	cases, err := users.Cases(dispensed.(users.Manager), options.Users)
	if err != nil {
		return err
	}
	suite := bench.Suite{
		Name: "users", Peer: "go-plugin-" + transport, Policy: "go-netpoll", Mode: "default", Cases: cases,
	}
	return suite.Measure(options, area)
}
