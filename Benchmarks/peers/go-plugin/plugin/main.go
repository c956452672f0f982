// The plugin of go-plugin: serves the user manager over the transport that the environment names.
package main

import (
	"os"

	"github.com/hashicorp/go-plugin"

	"outboard/go-plugin/shared"
	"outboard/go/bench"
	"outboard/go/users"
)

func main() {
	bench.Follow()
	transport := os.Getenv("OUTBOARD_PEER_TRANSPORT")
	config := &plugin.ServeConfig{
		HandshakeConfig: shared.Handshake,
		Plugins:         shared.Plugins(transport, &users.Store{}),
	}
	if transport == "grpc" {
		config.GRPCServer = plugin.DefaultGRPCServer
	}
	plugin.Serve(config)
}
