package bench

import (
	"encoding/json"
	"math"
	"sort"
)

// Row is one row of the results; Benchmarks/peers/README.md says what the fields mean.
type Row struct {
	Suite              string          `json:"suite"`
	Case               string          `json:"case"`
	Peer               string          `json:"peer"`
	Policy             string          `json:"policy"`
	PayloadBytes       int             `json:"payloadBytes"`
	Window             int             `json:"window"`
	Calls              int             `json:"calls"`
	MinNs              number          `json:"minNs"`
	MeanNs             number          `json:"meanNs"`
	P50Ns              number          `json:"p50Ns"`
	P90Ns              number          `json:"p90Ns"`
	P99Ns              number          `json:"p99Ns"`
	P999Ns             number          `json:"p999Ns"`
	MaxNs              number          `json:"maxNs"`
	FloorBeforeNs      number          `json:"floorBeforeNs"`
	FloorAfterNs       number          `json:"floorAfterNs"`
	Ratio              number          `json:"ratio"`
	AllocationsPer1000 *float64        `json:"allocationsPer1000"`
	SyscallsPer1000    *float64        `json:"syscallsPer1000"`
	MedianRatio        number          `json:"medianRatio"`
	Blocks             int             `json:"blocks"`
	DiscardedBlocks    int             `json:"discardedBlocks"`
	Mode               string          `json:"mode"`
	Placement          string          `json:"placement"`
	Versions           json.RawMessage `json:"versions"`
}

// number is written with at most four decimals.
type number float64

// MarshalJSON writes the number.
func (value number) MarshalJSON() ([]byte, error) {
	return json.Marshal(math.Round(float64(value)*10_000) / 10_000)
}

// summarise takes the mean over the blocks whose floor was steady, or over all if hardly any was.
func (row *Row) summarise(pairs []blockPair, calls int) {
	var used []blockPair
	for _, pair := range pairs {
		if pair.isSteady() {
			used = append(used, pair)
		}
	}
	row.DiscardedBlocks = len(pairs) - len(used)
	if len(used) < 5 {
		used = pairs
	}
	var ratios []float64
	for _, pair := range used {
		share := number(1 / float64(len(used)))
		row.FloorBeforeNs += number(pair.before) * share
		row.MeanNs += number(pair.mean) * share
		row.FloorAfterNs += number(pair.after) * share
		ratios = append(ratios, pair.ratio())
	}
	sort.Float64s(ratios)
	row.Blocks, row.Calls = len(used), len(used)*calls
	row.Ratio = row.MeanNs * 2 / (row.FloorBeforeNs + row.FloorAfterNs)
	row.MedianRatio = number(ratios[len(ratios)/2])
}

// percentiles takes sorted samples.
func (row *Row) percentiles(sorted []float64) {
	at := func(share float64) number {
		return number(sorted[int(math.Ceil(share*float64(len(sorted))))-1])
	}
	row.MinNs, row.MaxNs = number(sorted[0]), number(sorted[len(sorted)-1])
	row.P50Ns, row.P90Ns, row.P99Ns, row.P999Ns = at(0.5), at(0.9), at(0.99), at(0.999)
}
