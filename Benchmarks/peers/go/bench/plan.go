package bench

import "time"

// plan says how long a case is measured.
type plan struct {
	// block is the time of a block of fast calls.
	block time.Duration
	// blockCalls is how many calls a block of slower calls has, as long as they fit into slowBlock.
	blockCalls  int
	slowBlock   time.Duration
	mostCalls   int
	warmCalls   int
	pairs       time.Duration
	fewest      int
	samples     time.Duration
	mostSamples int
	countCalls  int
}

var fullPlan = plan{
	block: 200 * time.Microsecond, blockCalls: 20, slowBlock: 4 * time.Millisecond, mostCalls: 2000, warmCalls: 64,
	pairs: 2 * time.Second, fewest: 12, samples: 600 * time.Millisecond, mostSamples: 400_000, countCalls: 1000,
}

// quickPlan is a look, not a result.
var quickPlan = plan{
	block: 200 * time.Microsecond, blockCalls: 20, slowBlock: 4 * time.Millisecond, mostCalls: 2000, warmCalls: 64,
	pairs: 200 * time.Millisecond, fewest: 12, samples: 100 * time.Millisecond, mostSamples: 40_000, countCalls: 200,
}
