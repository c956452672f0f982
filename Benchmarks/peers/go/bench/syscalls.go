package bench

import (
	"encoding/binary"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"unsafe"
)

// systemCalls counts the system calls of all threads that some processes have now, as harness/system_calls.h does.
type systemCalls struct{ counters []int }

// countSystemCalls starts to count; where that is not possible there are no counters.
func countSystemCalls(processes ...int) systemCalls {
	var counted systemCalls
	tracepoint, err := strconv.ParseUint(os.Getenv("OUTBOARD_PEER_SYSCALLS"), 10, 64)
	number, isKnown := map[string]uintptr{"amd64": 298, "arm64": 241}[runtime.GOARCH]
	if err != nil || !isKnown {
		return counted
	}
	for _, process := range processes {
		tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", process))
		if err != nil {
			return systemCalls{}
		}
		for _, task := range tasks {
			thread, _ := strconv.Atoi(task.Name())
			if counter := openCounter(number, tracepoint, thread); counter >= 0 {
				counted.counters = append(counted.counters, counter)
			}
		}
	}
	return counted
}

// openCounter makes a counter of a thread's tracepoint: perf_event_open(2) with the first version of its attributes.
func openCounter(number uintptr, tracepoint uint64, thread int) int {
	const size, kindTracepoint, closeOnExec = 64, 2, 8
	var attributes [size]byte
	binary.LittleEndian.PutUint32(attributes[0:], kindTracepoint)
	binary.LittleEndian.PutUint32(attributes[4:], size)
	binary.LittleEndian.PutUint64(attributes[8:], tracepoint)
	any := ^uintptr(0)
	counter, _, errno := syscall.Syscall6(number, uintptr(unsafe.Pointer(&attributes)), uintptr(thread), any, any, closeOnExec, 0)
	if errno != 0 {
		return -1
	}
	return int(counter)
}

// stop ends counting; nil where nothing was counted.
func (counted systemCalls) stop() *uint64 {
	if len(counted.counters) == 0 {
		return nil
	}
	var sum uint64
	for _, counter := range counted.counters {
		var value [8]byte
		if count, err := syscall.Read(counter, value[:]); err == nil && count == len(value) {
			sum += binary.LittleEndian.Uint64(value[:])
		}
	}
	for _, counter := range counted.counters {
		syscall.Close(counter)
	}
	return &sum
}
