#ifndef PEER_PLAN_H
#define PEER_PLAN_H

#include <stddef.h>
#include <stdint.h>

// How long a case is measured; times in nanoseconds.
struct peer_plan {
  uint64_t block;       // time of a block of fast calls
  size_t block_calls;   // calls of a block of slower ones, as long as they fit into `slow_block`
  uint64_t slow_block;
  size_t most_calls;    // of a block
  size_t warm_calls;    // untimed, before a block
  uint64_t pairs;       // time for pairs of floor and block
  size_t fewest_pairs;
  uint64_t samples;     // time for calls that are timed one by one
  size_t most_samples;
  size_t count_calls;   // calls whose allocations are counted
};

extern const struct peer_plan peer_full_plan, peer_quick_plan;

#endif
