package bench

import "runtime"

// OnLastingThread runs a function on a thread that lasts as long as the program. A process that is started there gets
// its death signal only when the program ends; the goroutine that measures stays free of any thread, as its users' are.
func OnLastingThread(body func() error) error {
	result := make(chan error)
	go func() {
		runtime.LockOSThread()
		result <- body()
		select {}
	}()
	return <-result
}
