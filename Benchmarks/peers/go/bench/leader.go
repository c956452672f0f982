package bench

import (
	"errors"
	"sync/atomic"
	"time"
)

// leader is the host's half: a thread of its own, so that the floor is taken between the same two processors wherever
// the goroutines that call the peer run.
type leader struct {
	area    *Area
	orders  chan int
	results chan floorBlock
}

// floorBlock is one block of the floor.
type floorBlock struct {
	meanNs float64
	err    error
}

func startLeader(area *Area, processor int) *leader {
	half := &leader{area: area, orders: make(chan int), results: make(chan floorBlock)}
	go half.run(processor)
	return half
}

func (half *leader) run(processor int) {
	failure := pinThread(processor)
	pingPong := newPingPong(half.area, true)
	for count := range half.orders {
		const warm = 64
		half.area.order(orderFloor, warm+count)
		err := failure
		if err == nil {
			err = pingPong.lead(warm)
		}
		began := time.Now()
		if err == nil {
			err = pingPong.lead(count)
		}
		half.results <- floorBlock{float64(time.Since(began)) / float64(count), err}
	}
}

// block measures a block of the floor: nanoseconds of a round.
func (half *leader) block(count int) (float64, error) {
	half.orders <- count
	result := <-half.results
	return result.meanNs, result.err
}

// peerProcess is the number of the peer's process.
func (half *leader) peerProcess() int { return int(atomic.LoadUint32(half.area.word32(process))) }

// peerMallocs asks the peer how many allocations it has made.
func (half *leader) peerMallocs() (uint64, error) {
	half.area.order(orderMallocs, 0)
	wanted := atomic.LoadUint32(half.area.word32(orderWord))
	for began := time.Now(); atomic.LoadUint32(half.area.word32(answered)) != wanted; time.Sleep(time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			return 0, errors.New("the peer does not say how many allocations it has made")
		}
	}
	return atomic.LoadUint64(half.area.word64(answer)), nil
}
