// Package netrpc is the user manager over net/rpc, whatever its codec: both halves.
package netrpc

import (
	"net/rpc"

	"outboard/go/users"
)

// Name is that of the service.
const Name = "Plugin"

// ClaimArguments are those of GetUserByClaim.
type ClaimArguments struct{ Claim, Value string }

// Server answers the calls.
type Server struct{ manager users.Manager }

// NewServer makes what net/rpc calls for a manager.
func NewServer(manager users.Manager) *Server { return &Server{manager: manager} }

// OnLoad answers a call.
func (server *Server) OnLoad(userFile string, count *int) (err error) {
	*count, err = server.manager.OnLoad(userFile)
	return err
}

// GetUser answers a call.
func (server *Server) GetUser(id users.ID, user *users.User) error {
	found, err := server.manager.GetUser(id)
	if err == nil {
		*user = *found
	}
	return err
}

// GetUserByClaim answers a call.
func (server *Server) GetUserByClaim(arguments ClaimArguments, user *users.User) error {
	found, err := server.manager.GetUserByClaim(arguments.Claim, arguments.Value)
	if err == nil {
		*user = *found
	}
	return err
}

// GetUserGroups answers a call.
func (server *Server) GetUserGroups(id users.ID, groups *[]string) (err error) {
	*groups, err = server.manager.GetUserGroups(id)
	return err
}

// FindUsers answers a call.
func (server *Server) FindUsers(query string, found *[]*users.User) (err error) {
	*found, err = server.manager.FindUsers(query)
	return err
}

// Client is the manager that a host calls.
type Client struct{ client *rpc.Client }

// NewClient makes the manager of a connection.
func NewClient(client *rpc.Client) *Client { return &Client{client: client} }

// OnLoad loads the users of a file.
func (c *Client) OnLoad(userFile string) (count int, err error) {
	err = c.client.Call("Plugin.OnLoad", userFile, &count)
	return count, err
}

// GetUser looks a user up by id.
func (c *Client) GetUser(id users.ID) (*users.User, error) {
	var user users.User
	err := c.client.Call("Plugin.GetUser", id, &user)
	return &user, err
}

// GetUserByClaim looks a user up by username, mail or uid.
func (c *Client) GetUserByClaim(claim, value string) (*users.User, error) {
	var user users.User
	err := c.client.Call("Plugin.GetUserByClaim", ClaimArguments{claim, value}, &user)
	return &user, err
}

// GetUserGroups returns the groups of a user.
func (c *Client) GetUserGroups(id users.ID) (groups []string, err error) {
	err = c.client.Call("Plugin.GetUserGroups", id, &groups)
	return groups, err
}

// FindUsers finds users by a part of their text.
func (c *Client) FindUsers(query string) (found []*users.User, err error) {
	err = c.client.Call("Plugin.FindUsers", query, &found)
	return found, err
}
