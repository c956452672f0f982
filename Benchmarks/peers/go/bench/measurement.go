package bench

import (
	"fmt"
	"math"
	"os"
	"sort"
	"time"
)

// Call makes one call of a peer and checks the answer. An error ends the run: a call that fails does not count as fast.
type Call func() error

// Case is something to measure.
type Case struct {
	// Name is that of the case in the results.
	Name string
	// PayloadBytes is the size of the argument and of the result, 0 where that is not what varies.
	PayloadBytes int
	// Call is what is timed; it checks the answer as far as that costs next to nothing.
	Call Call
	// Verify makes one call and checks everything about the answer; it runs before and after each block, untimed.
	Verify Call
}

type blockPair struct{ before, mean, after float64 }

func (pair blockPair) isSteady() bool {
	return math.Abs(pair.after-pair.before) <= 0.25*math.Min(pair.after, pair.before)
}

func (pair blockPair) ratio() float64 { return pair.mean * 2 / (pair.before + pair.after) }

// measurement measures cases between one pair of processes.
type measurement struct {
	plan        plan
	floor       *leader
	floorRounds int
	clockNs     float64
}

func newMeasurement(plan plan, floor *leader) (*measurement, error) {
	m := &measurement{plan: plan, floor: floor, clockNs: clockCost()}
	var fastest = math.MaxFloat64
	for i := 0; i < 5; i++ {
		meanNs, err := floor.block(500)
		if err != nil {
			return nil, err
		}
		fastest = math.Min(fastest, meanNs)
	}
	m.floorRounds = int(math.Max(100, float64(plan.block)/fastest))
	return m, nil
}

// measure measures one case and fills a row.
func (m *measurement) measure(c Case, row Row) (Row, error) {
	calls, err := m.callsOfBlock(c)
	if err != nil {
		return row, fmt.Errorf("%s: %w", c.Name, err)
	}
	pairs, err := m.pairs(c, calls)
	if err != nil {
		return row, fmt.Errorf("%s: %w", c.Name, err)
	}
	samples, err := m.samples(c)
	if err != nil {
		return row, fmt.Errorf("%s: %w", c.Name, err)
	}
	if err := m.count(c, &row); err != nil {
		return row, fmt.Errorf("%s: %w", c.Name, err)
	}
	row.Case, row.PayloadBytes, row.Window = c.Name, c.PayloadBytes, 1
	row.summarise(pairs, calls)
	row.percentiles(samples)
	return row, nil
}

func (m *measurement) run(c Case, calls int) (time.Duration, error) {
	began := time.Now()
	for i := 0; i < calls; i++ {
		if err := c.Call(); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}

func (m *measurement) callsOfBlock(c Case) (int, error) {
	if err := c.Verify(); err != nil {
		return 0, err
	}
	for calls := 1; ; calls *= 2 {
		fastest := time.Duration(math.MaxInt64)
		for i := 0; i < 5; i++ {
			elapsed, err := m.run(c, calls)
			if err != nil {
				return 0, err
			}
			if elapsed < fastest {
				fastest = elapsed
			}
		}
		if fastest < m.plan.block/2 && calls < m.plan.mostCalls {
			continue
		}
		cost := math.Max(1, float64(fastest)/float64(calls))
		few := math.Min(float64(m.plan.blockCalls), float64(m.plan.slowBlock)/cost)
		return int(math.Max(2, math.Min(float64(m.plan.mostCalls), math.Max(few, float64(m.plan.block)/cost)))), nil
	}
}

func (m *measurement) pairs(c Case, calls int) ([]blockPair, error) {
	var pairs []blockPair
	before, err := m.floor.block(m.floorRounds)
	for began := time.Now(); err == nil && (len(pairs) < m.plan.fewest || time.Since(began) < m.plan.pairs); {
		if err = c.Verify(); err != nil {
			break
		}
		warm := m.plan.warmCalls
		if warm > calls {
			warm = calls
		}
		if _, err = m.run(c, warm); err != nil {
			break
		}
		var elapsed time.Duration
		if elapsed, err = m.run(c, calls); err != nil {
			break
		}
		var after float64
		after, err = m.floor.block(m.floorRounds)
		pairs = append(pairs, blockPair{before, float64(elapsed) / float64(calls), after})
		before = after
	}
	return pairs, err
}

// samples times calls one by one; nothing is left out.
func (m *measurement) samples(c Case) ([]float64, error) {
	if _, err := m.run(c, m.plan.warmCalls); err != nil {
		return nil, err
	}
	var samples []float64
	for first := time.Now(); len(samples) < m.plan.mostSamples; {
		began := time.Now()
		if err := c.Call(); err != nil {
			return nil, err
		}
		end := time.Now()
		samples = append(samples, math.Max(0, float64(end.Sub(began))-m.clockNs))
		if end.Sub(first) > m.plan.samples && len(samples) >= 20 {
			break
		}
	}
	sort.Float64s(samples)
	return samples, c.Verify()
}

// count counts the allocations and the system calls of both processes.
func (m *measurement) count(c Case, row *Row) error {
	per1000 := func(count uint64) *float64 {
		value := float64(count) * 1000 / float64(m.plan.countCalls)
		return &value
	}
	peer, err := m.floor.peerMallocs()
	if err != nil {
		return err
	}
	host := mallocs()
	if _, err := m.run(c, m.plan.countCalls); err != nil {
		return err
	}
	host = mallocs() - host
	later, err := m.floor.peerMallocs()
	if err != nil {
		return err
	}
	row.AllocationsPer1000 = per1000(host + later - peer)
	counted := countSystemCalls(os.Getpid(), m.floor.peerProcess())
	_, err = m.run(c, m.plan.countCalls)
	if count := counted.stop(); count != nil {
		row.SyscallsPer1000 = per1000(*count)
	}
	return err
}

// clockCost is what a look at the clock costs, in nanoseconds: the median of many.
func clockCost() float64 {
	steps := make([]float64, 2001)
	previous := time.Now()
	for i := range steps {
		now := time.Now()
		steps[i] = float64(now.Sub(previous))
		previous = now
	}
	sort.Float64s(steps)
	return steps[len(steps)/2]
}
