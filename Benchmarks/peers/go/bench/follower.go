package bench

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
)

// ProcessorVariable names, in the environment of the peer process, the processor on which it does its half of the floor.
const ProcessorVariable = "OUTBOARD_PEER_FLOOR_CPU"

// What the host can order.
const (
	orderFloor   = 1
	orderMallocs = 2
)

// Follow starts the peer's half: a thread of its own that sleeps until the host orders a block of the floor, or asks how
// many allocations this process has made. Without an area in the environment it does nothing.
func Follow() {
	if os.Getenv(AreaVariable) == "" {
		return
	}
	area, err := OpenArea()
	if err != nil {
		fmt.Fprintln(os.Stderr, "no floor:", err)
		return
	}
	go follow(area)
}

func follow(area *Area) {
	if processor, err := strconv.Atoi(os.Getenv(ProcessorVariable)); err == nil {
		if err := pinThread(processor); err != nil {
			fmt.Fprintln(os.Stderr, "no floor:", err)
			return
		}
	}
	atomic.StoreUint32(area.word32(process), uint32(os.Getpid()))
	half := newPingPong(area, false)
	for last := uint32(0); ; {
		next := atomic.LoadUint32(area.word32(orderWord))
		if next == last {
			area.wait(last)
			continue
		}
		last = next
		switch atomic.LoadUint32(area.word32(orderKind)) {
		case orderFloor:
			if half.serve(int(atomic.LoadUint32(area.word32(rounds)))) != nil {
				os.Exit(1)
			}
		case orderMallocs:
			atomic.StoreUint64(area.word64(answer), mallocs())
			atomic.StoreUint32(area.word32(answered), last)
		}
	}
}

// mallocs is the number of allocations of this process.
func mallocs() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.Mallocs
}
