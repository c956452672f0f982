#ifndef PEER_CLOCK_H
#define PEER_CLOCK_H

#include <stdint.h>
#include <time.h>

#define PEER_SECOND 1000000000ull

// Nanoseconds of the monotonic clock.
static inline uint64_t peer_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * PEER_SECOND + (uint64_t)now.tv_nsec;
}

#endif
