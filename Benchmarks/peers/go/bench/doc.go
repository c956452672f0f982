// Package bench measures the calls of a peer that is written in Go, in the way that outboard-bench measures Outboard's
// and harness/peer.h measures peers in C: blocks of calls between blocks of the floor, which is taken between the same
// two processes. It uses no cgo.
package bench
