package shared

import (
	"context"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"outboard/generated/messages"
	"outboard/go/users"
)

// grpcPlugin is the user manager over gRPC.
type grpcPlugin struct {
	plugin.NetRPCUnsupportedPlugin
	manager users.Manager
}

func (p *grpcPlugin) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	messages.RegisterUserManagerServer(server, &grpcServer{manager: p.manager})
	return nil
}

func (*grpcPlugin) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, connection *grpc.ClientConn) (interface{}, error) {
	return &grpcClient{client: messages.NewUserManagerClient(connection)}, nil
}

// grpcServer answers the calls of gRPC.
type grpcServer struct{ manager users.Manager }

func (s *grpcServer) OnLoad(_ context.Context, request *messages.OnLoadRequest) (*messages.OnLoadReply, error) {
	count, err := s.manager.OnLoad(request.UserFile)
	return &messages.OnLoadReply{Count: int64(count)}, err
}

func (s *grpcServer) GetUser(_ context.Context, id *messages.UserID) (*messages.User, error) {
	user, err := s.manager.GetUser(users.ID{OpaqueID: id.OpaqueId, IDP: id.Idp})
	return toMessage(user), err
}

func (s *grpcServer) GetUserByClaim(_ context.Context, request *messages.ClaimRequest) (*messages.User, error) {
	user, err := s.manager.GetUserByClaim(request.Claim, request.Value)
	return toMessage(user), err
}

func (s *grpcServer) GetUserGroups(_ context.Context, id *messages.UserID) (*messages.GroupsReply, error) {
	groups, err := s.manager.GetUserGroups(users.ID{OpaqueID: id.OpaqueId, IDP: id.Idp})
	return &messages.GroupsReply{Groups: groups}, err
}

func (s *grpcServer) FindUsers(_ context.Context, request *messages.FindRequest) (*messages.FindReply, error) {
	found, err := s.manager.FindUsers(request.Query)
	reply := &messages.FindReply{}
	for _, user := range found {
		reply.Users = append(reply.Users, toMessage(user))
	}
	return reply, err
}

// grpcClient is the manager that the host calls.
type grpcClient struct{ client messages.UserManagerClient }

func (c *grpcClient) OnLoad(userFile string) (int, error) {
	reply, err := c.client.OnLoad(context.Background(), &messages.OnLoadRequest{UserFile: userFile})
	return int(reply.GetCount()), err
}

func (c *grpcClient) GetUser(id users.ID) (*users.User, error) {
	reply, err := c.client.GetUser(context.Background(), &messages.UserID{OpaqueId: id.OpaqueID, Idp: id.IDP})
	return fromMessage(reply), err
}

func (c *grpcClient) GetUserByClaim(claim, value string) (*users.User, error) {
	reply, err := c.client.GetUserByClaim(context.Background(), &messages.ClaimRequest{Claim: claim, Value: value})
	return fromMessage(reply), err
}

func (c *grpcClient) GetUserGroups(id users.ID) ([]string, error) {
	reply, err := c.client.GetUserGroups(context.Background(), &messages.UserID{OpaqueId: id.OpaqueID, Idp: id.IDP})
	return reply.GetGroups(), err
}

func (c *grpcClient) FindUsers(query string) ([]*users.User, error) {
	reply, err := c.client.FindUsers(context.Background(), &messages.FindRequest{Query: query})
	found := make([]*users.User, 0, len(reply.GetUsers()))
	for _, user := range reply.GetUsers() {
		found = append(found, fromMessage(user))
	}
	return found, err
}
