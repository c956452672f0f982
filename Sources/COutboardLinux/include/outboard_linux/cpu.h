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

/// The processor on which the calling thread runs, or -errno. Of use only where the thread cannot move, or as a hint.
int outboard_current_processor(void);

/// The processors that a thread was allowed to use before it was held on one; nothing if it could use one only.
typedef struct outboard_held {
  unsigned long words[16];
  int is_held;
} outboard_held;

/// Keeps the calling thread on a processor until it is let go: on `wanted`, or on the one on which it runs if that is
/// negative. Returns the number of the processor, or -errno if that is not possible (a processor it may not use, more
/// than 1,024 of them, a seccomp filter): then nothing changed. A thread that may use one only is left alone.
int outboard_hold_processor(int wanted, outboard_held *held);

/// Lets a thread use again what it could before it was held.
void outboard_let_go(const outboard_held *held);

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
