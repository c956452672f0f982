#ifndef BENCH_H
#define BENCH_H

// What the benchmarks need and Swift cannot see: counters of the calling thread, and where threads run.

#include <stdint.h>

/// Allocations that the calling thread has made so far: calls of malloc, calloc, realloc, posix_memalign,
/// aligned_alloc, memalign and valloc, by anything in this process.
uint64_t bench_allocations(void);

/// Lets the calling thread count its system calls, from zero. Each then costs a signal, so do not time anything.
///
/// Returns 0, or a negative error number where the kernel or the processor does not offer it: it takes syscall user
/// dispatch, prctl(2), which x86-64 has since Linux 5.11. The thread must not start processes or threads meanwhile.
int bench_count_system_calls(void);

/// Ends counting and returns the system calls that the calling thread has made since it began.
uint64_t bench_counted_system_calls(void);

/// What a loop does between two looks at memory that another processor writes.
static inline void bench_pause(void) {
#if defined(__x86_64__)
  __asm__ volatile("pause" ::: "memory");
#else
  __asm__ volatile("isb" ::: "memory");
#endif
}

/// Restricts the calling thread to one processor. Returns 0 or a negative error number; see sched_setaffinity(2).
int bench_pin(int processor);

/// Writes the numbers of the processors that the calling thread may use, ascending, at most `capacity` of them, and
/// returns how many there are; see sched_getaffinity(2).
int bench_processors(int *_Nonnull processors, int capacity);

/// How often the kernel has taken the processor away from the calling thread: ru_nivcsw of getrusage(2).
uint64_t bench_interruptions(void);

#endif
