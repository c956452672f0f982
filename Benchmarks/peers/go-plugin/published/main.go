// Measures how fast a call of go-plugin over net/rpc fails, in each of the ways in which it can fail, in the manner of
// the published run: a Go benchmark that ignores errors. See README.md beside this folder.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"io"
	"log"
	"net/rpc"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"

	"outboard/go-plugin/shared"
	"outboard/go/bench"
	"outboard/go/netrpc"
	"outboard/go/users"
)

// name is that of the plugin.
const name = "published"

// service is the user manager, and a method whose answer cannot be sent.
type service struct{ *netrpc.Server }

// Reply has a field for an error, as that of the published run has.
type Reply struct {
	Users []*users.User
	Err   error
}

// FindUsersReply answers with what was found and no error.
func (s *service) FindUsersReply(query string, answer *Reply) error {
	return s.FindUsers(query, &answer.Users)
}

// FindUsersError answers with an error in the reply, of a type that gob does not know.
func (s *service) FindUsersError(_ string, answer *Reply) error {
	answer.Err = errors.New("not found")
	return nil
}

// servicePlugin hands out the service, and to the host the bare connection.
type servicePlugin struct{}

func (servicePlugin) Server(*plugin.MuxBroker) (interface{}, error) {
	return &service{netrpc.NewServer(&users.Store{})}, nil
}

func (servicePlugin) Client(_ *plugin.MuxBroker, client *rpc.Client) (interface{}, error) {
	return client, nil
}

// hidden is an argument without an exported field.
type hidden struct{ query string }

// loose is an argument that holds a value of a type that gob does not know.
type loose struct{ Query interface{} }

// unknown is that type.
type unknown struct{ Query string }

// variant is one way to call.
type variant struct {
	title string
	call  func(*rpc.Client) error
}

var variants = []variant{
	{"GetUserGroups, answered", func(client *rpc.Client) error {
		var groups []string
		return client.Call("Plugin.GetUserGroups", einstein, &groups)
	}},
	{"FindUsers, answered", func(client *rpc.Client) error {
		var answer Reply
		err := client.Call("Plugin.FindUsersReply", "einstein", &answer)
		if err == nil && (len(answer.Users) != 1 || answer.Err != nil) {
			err = errors.New("a wrong answer")
		}
		return err
	}},
	{"no such method", func(client *rpc.Client) error {
		var answer Reply
		return client.Call("Plugin.FindUser", "einstein", &answer)
	}},
	{"reply is not a pointer", func(client *rpc.Client) error {
		return client.Call("Plugin.FindUsersReply", "einstein", Reply{})
	}},
	{"argument has no exported field", func(client *rpc.Client) error {
		var answer Reply
		return client.Call("Plugin.FindUsersReply", hidden{"einstein"}, &answer)
	}},
	{"argument holds an unregistered type", func(client *rpc.Client) error {
		var answer Reply
		return client.Call("Plugin.FindUsersReply", loose{unknown{"einstein"}}, &answer)
	}},
	{"reply holds an unregistered error", func(client *rpc.Client) error {
		var answer Reply
		return client.Call("Plugin.FindUsersError", "einstein", &answer)
	}},
}

var einstein users.ID

func main() {
	log.SetOutput(io.Discard)
	set := map[string]plugin.Plugin{name: servicePlugin{}}
	if os.Getenv(shared.Handshake.MagicCookieKey) != "" {
		plugin.Serve(&plugin.ServeConfig{HandshakeConfig: shared.Handshake, Plugins: set})
		return
	}
	userFile := flag.String("users", "", "the file of users")
	flag.Parse()
	local := &users.Store{}
	if _, err := local.OnLoad(*userFile); err != nil {
		bench.Fail(err)
	}
	user, err := local.GetUserByClaim("username", "einstein")
	if err != nil {
		bench.Fail(err)
	}
	einstein = user.ID
	for _, v := range variants {
		if err := measure(v, set, *userFile); err != nil {
			plugin.CleanupClients()
			bench.Fail(err)
		}
	}
	plugin.CleanupClients()
}

// measure measures one variant with a plugin of its own.
func measure(v variant, set map[string]plugin.Plugin, userFile string) error {
	command := exec.Command("/proc/self/exe")
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: shared.Handshake, Plugins: set, Cmd: command, Managed: true,
		Logger: hclog.New(&hclog.LoggerOptions{Output: io.Discard, Level: hclog.Error}),
	})
	defer client.Kill()
	if err := bench.OnLastingThread(func() error { _, err := client.Start(); return err }); err != nil {
		return err
	}
	protocol, err := client.Client()
	if err != nil {
		return err
	}
	dispensed, err := protocol.Dispense(name)
	if err != nil {
		return err
	}
	connection := dispensed.(*rpc.Client)
	var count int
	if err := connection.Call("Plugin.OnLoad", userFile, &count); err != nil {
		return err
	}
	var first, last error
	calls := 0
	result := testing.Benchmark(func(b *testing.B) {
		for i := 0; i < b.N; i++ {
			last = v.call(connection)
			if calls == 0 {
				first = last
			}
			calls++
		}
	})
	return json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"call": v.title, "n": result.N, "nsPerCall": float64(result.T.Nanoseconds()) / float64(result.N),
		"first": text(first), "last": text(last),
	})
}

func text(err error) string {
	if err == nil {
		return "no error"
	}
	return err.Error()
}
