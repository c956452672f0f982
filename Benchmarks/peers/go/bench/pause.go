package bench

import _ "unsafe" // for go:linkname

// procyield waits some moments, as a loop does that polls what another processor writes.
//
//go:linkname procyield runtime.procyield
func procyield(cycles uint32)
