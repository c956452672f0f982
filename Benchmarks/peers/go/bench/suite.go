package bench

import (
	"encoding/json"
	"fmt"
	"os"
)

// Suite is the cases of a peer, all between the same two processes.
type Suite struct {
	// Name is that of the suite in the results.
	Name string
	// Peer, Policy and Mode are those of all rows.
	Peer, Policy, Mode string
	// Cases in their order.
	Cases []Case
}

// Measure measures all cases and writes a row of JSON for each to standard output, and a line to read to standard error.
func (suite Suite) Measure(options Options, area *Area) error {
	plan := fullPlan
	if options.Quick {
		plan = quickPlan
	}
	m, err := newMeasurement(plan, startLeader(area, options.HostCPU))
	if err != nil {
		return err
	}
	for _, c := range suite.Cases {
		row, err := m.measure(c, Row{
			Suite: suite.Name, Peer: suite.Peer, Policy: suite.Policy, Mode: suite.Mode,
			Placement: options.Placement, Versions: versions(),
		})
		if err != nil {
			return err
		}
		text, err := json.Marshal(row)
		if err != nil {
			return err
		}
		fmt.Println(string(text))
		fmt.Fprintf(os.Stderr, "%-18s %-22s %-9s %-9s %9d %12.0f ns  p99 %10.0f ns  %9.1f x floor\n",
			row.Peer, row.Case, row.Mode, row.Placement, row.PayloadBytes, row.MeanNs, row.P99Ns, row.Ratio)
	}
	return nil
}
