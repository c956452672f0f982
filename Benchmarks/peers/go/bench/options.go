package bench

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// Options are what Benchmarks/peers/run tells a host.
type Options struct {
	// Quick asks for a look instead of a result.
	Quick bool
	// Placement says where the two processes run: two-cpus, one-cpu or free. The host is already there.
	Placement string
	// HostCPU and PeerCPU are where the floor is taken, and where the processes are pinned.
	HostCPU, PeerCPU int
	// Users is the file of users.
	Users string
	// Peer is the program of the other process.
	Peer string
}

// ParseOptions reads the command line.
func ParseOptions() Options {
	var options Options
	var cpus string
	flag.BoolVar(&options.Quick, "quick", false, "measure for a tenth of the time")
	flag.StringVar(&options.Placement, "placement", "free", "two-cpus, one-cpu or free")
	flag.StringVar(&cpus, "cpus", "0,1", "the processors of host and peer")
	flag.StringVar(&options.Users, "users", "", "the file of users")
	flag.StringVar(&options.Peer, "peer", "", "the program of the other process")
	flag.Parse()
	first, second, _ := strings.Cut(cpus, ",")
	var err, otherErr error
	options.HostCPU, err = strconv.Atoi(first)
	options.PeerCPU, otherErr = strconv.Atoi(second)
	if err != nil || otherErr != nil {
		Fail(fmt.Errorf("--cpus takes two numbers, such as 0,1, not '%s'", cpus))
	}
	return options
}

// Command is how to start the peer's program where it is to run.
func (options Options) Command(area *Area) *exec.Cmd {
	command := exec.Command("taskset", "-c", options.peerCPUs(), options.Peer)
	command.Env = append(os.Environ(), area.Variable(), fmt.Sprintf("%s=%d", ProcessorVariable, options.PeerCPU))
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return command
}

func (options Options) peerCPUs() string {
	switch options.Placement {
	case "two-cpus":
		return strconv.Itoa(options.PeerCPU)
	case "one-cpu":
		return strconv.Itoa(options.HostCPU)
	default:
		return fmt.Sprintf("%d,%d", options.HostCPU, options.PeerCPU)
	}
}

// versions is the JSON object that Benchmarks/peers/run passes on.
func versions() json.RawMessage {
	text := os.Getenv("OUTBOARD_PEER_VERSIONS")
	if text == "" {
		text = "{}"
	}
	return json.RawMessage(text)
}

// Fail says what went wrong and ends the program.
func Fail(err error) {
	fmt.Fprintln(os.Stderr, "failed:", err)
	os.Exit(1)
}
