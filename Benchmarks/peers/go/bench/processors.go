package bench

import (
	"runtime"
	"syscall"
	"unsafe"
)

// pinThread keeps the calling goroutine on its thread and the thread on one processor, for good.
func pinThread(processor int) error {
	runtime.LockOSThread()
	var mask [128]byte
	mask[processor/8] |= 1 << (processor % 8)
	_, _, errno := syscall.RawSyscall(syscall.SYS_SCHED_SETAFFINITY, 0, uintptr(len(mask)), uintptr(unsafe.Pointer(&mask)))
	if errno != 0 {
		return errno
	}
	return nil
}
