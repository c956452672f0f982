#ifndef PEER_AREA_H
#define PEER_AREA_H

// Memory that host and peer share to measure the floor: the bare ping-pong of one cache line each way that every other
// time is compared with. The calls that are measured do not touch it. go/bench/area.go has the same layout.

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the two processes write lies 128 bytes apart: no cache line and no pair of adjacent lines has two writers.
struct peer_area {
  _Alignas(128) _Atomic uint64_t host_line[8];
  _Alignas(128) _Atomic uint64_t peer_line[8];
  _Alignas(128) _Atomic uint32_t order;  // counts up with each order; what the peer's follower sleeps on
  _Atomic uint32_t kind;
  _Atomic uint32_t rounds;
  _Alignas(128) _Atomic uint64_t answer;
  _Atomic uint32_t answered;  // the order that `answer` belongs to
  _Atomic uint64_t interruptions;  // how often the peer's thread had lost its processor when it began the last floor
  _Atomic uint32_t process;         // the peer's; only peers in Go write it
};

_Static_assert(offsetof(struct peer_area, peer_line) == 128, "as in area.go");
_Static_assert(offsetof(struct peer_area, order) == 256, "as in area.go");
_Static_assert(offsetof(struct peer_area, rounds) == 264, "as in area.go");
_Static_assert(offsetof(struct peer_area, answer) == 384, "as in area.go");
_Static_assert(offsetof(struct peer_area, answered) == 392, "as in area.go");
_Static_assert(offsetof(struct peer_area, process) == 408, "as in area.go");

// Kinds of order.
enum {
  PEER_ORDER_FLOOR = 1,   // do your half of the floor for `rounds` rounds
  PEER_ORDER_COUNTS = 2,  // say how many allocations this process has made
};

// Environment variables of the peer process.
#define PEER_AREA_VARIABLE "OUTBOARD_PEER_AREA"
#define PEER_FLOOR_CPU_VARIABLE "OUTBOARD_PEER_FLOOR_CPU"

// One half of the floor.
struct peer_ping_pong {
  _Atomic uint64_t *mine, *theirs;
  uint64_t round;
};

struct peer_ping_pong peer_ping_pong(struct peer_area *area, bool is_host);

// The host's half, which sends first, and the peer's; false when the other side does not do its half for ten seconds.
bool peer_lead(struct peer_ping_pong *half, uint32_t rounds);
bool peer_serve(struct peer_ping_pong *half, uint32_t rounds);

// Gives the follower an order and wakes it.
void peer_order(struct peer_area *area, uint32_t kind, uint32_t rounds);

// The order that came after `last`, asleep until there is one.
uint32_t peer_next_order(struct peer_area *area, uint32_t last);

#endif
