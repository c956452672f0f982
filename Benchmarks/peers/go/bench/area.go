package bench

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// AreaVariable names the file of the Area in the environment of the peer process.
const AreaVariable = "OUTBOARD_PEER_AREA"

// Offsets in the area, in bytes; harness/area.h has the same. What different processes write lies 128 bytes apart, so
// that no cache line and no pair of adjacent lines has two writers.
const (
	hostLine  = 0
	peerLine  = 128
	orderWord = 256
	orderKind = 260
	rounds    = 264
	answer    = 384
	answered  = 392
	process   = 408
	areaBytes = 4096
)

// Area is memory that both processes share to measure the floor and to give orders to the peer's Follower. The calls
// that are measured do not touch it.
type Area struct {
	file *os.File
	base unsafe.Pointer
}

// CreateArea makes an area that goes with the last process that uses it.
func CreateArea() (*Area, error) {
	file, err := memoryFile()
	if err != nil {
		return nil, err
	}
	if err := file.Truncate(areaBytes); err != nil {
		return nil, err
	}
	return mapArea(file)
}

// memoryFile makes a file without a name; the standard library does not have the call.
func memoryFile() (*os.File, error) {
	number, isKnown := map[string]uintptr{"amd64": 319, "arm64": 279}[runtime.GOARCH]
	if !isKnown {
		return nil, errors.New("memfd_create is not known for " + runtime.GOARCH)
	}
	name := []byte("outboard-peer\x00")
	const closeOnExec = 1
	file, _, errno := syscall.Syscall(number, uintptr(unsafe.Pointer(&name[0])), closeOnExec, 0)
	if errno != 0 {
		return nil, fmt.Errorf("memfd_create: %w", errno)
	}
	return os.NewFile(file, "outboard-peer"), nil
}

// OpenArea opens the area that the environment names, in the peer process.
func OpenArea() (*Area, error) {
	file, err := os.OpenFile(os.Getenv(AreaVariable), os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("%s names no area: %w", AreaVariable, err)
	}
	defer file.Close()
	return mapArea(file)
}

// Variable is the line of the peer's environment that names this area.
func (area *Area) Variable() string {
	return fmt.Sprintf("%s=/proc/%d/fd/%d", AreaVariable, os.Getpid(), area.file.Fd())
}

func mapArea(file *os.File) (*Area, error) {
	bytes, err := syscall.Mmap(int(file.Fd()), 0, areaBytes, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_SHARED|syscall.MAP_POPULATE)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be mapped: %w", file.Name(), err)
	}
	return &Area{file: file, base: unsafe.Pointer(&bytes[0])}, nil
}

// at is the address of an offset.
func (area *Area) at(offset uintptr) unsafe.Pointer { return unsafe.Add(area.base, offset) }

func (area *Area) word64(offset uintptr) *uint64 { return (*uint64)(area.at(offset)) }
func (area *Area) word32(offset uintptr) *uint32 { return (*uint32)(area.at(offset)) }

// order tells the peer's Follower what to do next, and wakes it.
func (area *Area) order(kind uint32, count int) {
	atomic.StoreUint32(area.word32(orderKind), kind)
	atomic.StoreUint32(area.word32(rounds), uint32(count))
	atomic.AddUint32(area.word32(orderWord), 1)
	const futexWake = 1
	syscall.Syscall6(syscall.SYS_FUTEX, uintptr(unsafe.Pointer(area.word32(orderWord))), futexWake, 1, 0, 0, 0)
}

// wait sleeps while the order word has a value.
func (area *Area) wait(value uint32) {
	const futexWait = 0
	syscall.Syscall6(syscall.SYS_FUTEX, uintptr(unsafe.Pointer(area.word32(orderWord))), futexWait, uintptr(value), 0, 0, 0)
}
