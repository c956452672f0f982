#ifndef OUTBOARD_LINUX_CPU_H
#define OUTBOARD_LINUX_CPU_H

// Processors and time: sched_getaffinity(2), clock_gettime(2).

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <stdint.h>

#pragma clang assume_nonnull begin

/// Largest processor number that is looked at, plus one. The kernel's own bound is 8192.
#define OUTBOARD_PROCESSORS_MAX 8192

/// Writes the numbers of the processors the calling thread may run on, up to `capacity`, in ascending order.
/// Returns how many the thread has (possibly more than `capacity`) or -errno.
int outboard_affinity(int32_t *_Nullable processors, int capacity);

/// Restricts the calling thread to `count` processors. Returns 0 or -errno (-EINVAL: none of them is usable).
int outboard_set_affinity(const int32_t *processors, int count);

/// Nanoseconds of CLOCK_MONOTONIC.
uint64_t outboard_monotonic_now(void);

/// Tells the processor that the caller is polling: lets the sibling hyperthread run, saves power, and avoids
/// the memory-order misspeculation at the end of the loop.
static inline void outboard_pause(void) {
#if defined(__x86_64__)
  __asm__ volatile("pause" ::: "memory");
#elif defined(__aarch64__)
  // `yield` is a no-op on most arm64 cores; `isb` waits about as long as x86's pause.
  __asm__ volatile("isb" ::: "memory");
#else
#error "Outboard runs on x86-64 and arm64"
#endif
}

#pragma clang assume_nonnull end

#endif
