#ifndef PEER_SESSION_H
#define PEER_SESSION_H

#include "area.h"
#include "peer.h"
#include "plan.h"

// A host and its peer.
struct peer_session {
  struct peer_options options;
  const char *name, *policy;
  const struct peer_plan *plan;
  struct peer_area *area;
  struct peer_ping_pong floor;
  uint32_t floor_rounds;
  double clock_ns;  // what a look at the clock costs
  pid_t peer;
};

// A block of the floor.
struct peer_floor_block {
  double mean_ns;                                 // of a round
  uint64_t host_interruptions, peer_interruptions;  // so far
};

// How often the kernel has taken the processor away from the calling thread.
uint64_t peer_interruptions(void);

// Restricts the calling thread to a processor, or to either of two.
void peer_pin(int processor, int other);

// Measures the floor in a block of some rounds.
struct peer_floor_block peer_floor(struct peer_session *session, uint32_t rounds);

// The allocations of this process, and of the peer.
int64_t peer_own_allocations(void);
int64_t peer_allocations(struct peer_session *session);

#endif
