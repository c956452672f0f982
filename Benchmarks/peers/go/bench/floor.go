package bench

import (
	"errors"
	"sync/atomic"
	"time"
)

// errSilence is reported when the other side does not do its half of the floor.
var errSilence = errors.New("the peer has not done its half of the floor for ten seconds")

// pingPong is one half of the floor: one cache line to the other process and one back, and nothing else.
type pingPong struct {
	mine, theirs *[8]uint64
	round        uint64
}

func newPingPong(area *Area, isHost bool) *pingPong {
	host, peer := (*[8]uint64)(area.at(hostLine)), (*[8]uint64)(area.at(peerLine))
	if isHost {
		return &pingPong{mine: host, theirs: peer}
	}
	return &pingPong{mine: peer, theirs: host}
}

// lead is the host's half: it sends first.
func (half *pingPong) lead(count int) error {
	for i := 0; i < count; i++ {
		half.round++
		half.send()
		if !half.receive() {
			return errSilence
		}
	}
	return nil
}

// serve is the peer's half: it answers.
func (half *pingPong) serve(count int) error {
	for i := 0; i < count; i++ {
		half.round++
		if !half.receive() {
			return errSilence
		}
		half.send()
	}
	return nil
}

// send writes a whole line. Only the last word, which says that the line is there, needs an atomic store.
func (half *pingPong) send() {
	for i := 0; i < 7; i++ {
		half.mine[i] = half.round
	}
	atomic.StoreUint64(&half.mine[7], half.round)
}

func (half *pingPong) receive() bool {
	var began time.Time
	for spins := 1; atomic.LoadUint64(&half.theirs[7]) != half.round; spins++ {
		procyield(1)
		if spins&0xFFFFF != 0 {
			continue
		}
		if began.IsZero() {
			began = time.Now()
		} else if time.Since(began) > 10*time.Second {
			return false
		}
	}
	return true
}
