// Package shared is what host and plugin of go-plugin both need: the handshake and the user manager over both transports.
package shared

import (
	"github.com/hashicorp/go-plugin"

	"outboard/go/users"
)

// Handshake lets host and plugin recognise each other.
var Handshake = plugin.HandshakeConfig{
	ProtocolVersion:  1,
	MagicCookieKey:   "OUTBOARD_PEER",
	MagicCookieValue: "user-manager",
}

// Name is what the host asks for.
const Name = "users"

// Plugins is the user manager over a transport: netrpc or grpc. The host passes no manager.
func Plugins(transport string, manager users.Manager) map[string]plugin.Plugin {
	if transport == "grpc" {
		return map[string]plugin.Plugin{Name: &grpcPlugin{manager: manager}}
	}
	return map[string]plugin.Plugin{Name: &netRPCPlugin{manager: manager}}
}
