package shared

import (
	"net/rpc"

	"github.com/hashicorp/go-plugin"

	"outboard/go/netrpc"
	"outboard/go/users"
)

// netRPCPlugin is the user manager over net/rpc.
type netRPCPlugin struct{ manager users.Manager }

func (p *netRPCPlugin) Server(*plugin.MuxBroker) (interface{}, error) {
	return netrpc.NewServer(p.manager), nil
}

func (*netRPCPlugin) Client(_ *plugin.MuxBroker, client *rpc.Client) (interface{}, error) {
	return netrpc.NewClient(client), nil
}
