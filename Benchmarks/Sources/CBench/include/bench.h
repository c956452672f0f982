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

/// Restricts the calling thread to some processors. Returns 0 or a negative error number; see sched_setaffinity(2).
int bench_allow(const int *_Nonnull processors, int count);

/// Writes the numbers of the processors that the calling thread may use, ascending, at most `capacity` of them, and
/// returns how many there are; see sched_getaffinity(2).
int bench_processors(int *_Nonnull processors, int capacity);

/// How often the kernel has taken the processor away from the calling thread: ru_nivcsw of getrusage(2).
uint64_t bench_interruptions(void);

/// Nanoseconds of processors that the calling thread has used.
uint64_t bench_thread_time(void);

/// Nanoseconds of processors that all threads of a process have used, also those that ended; 0 where it is gone.
/// Process 0 is the calling one.
uint64_t bench_process_time(int process);

/// Sleeps until a moment of CLOCK_MONOTONIC, in nanoseconds.
void bench_sleep_until(uint64_t moment);

/// Lets the sleeps of the calling thread end when they should: by default the kernel may add 50 microseconds.
void bench_sleep_exactly(void);

/// Lets the calling thread measure its waits: epoll_wait(2), epoll_pwait2(2), and io_uring_enter(2) by way of liburing.
void bench_measure_waits(void);

/// Ends measuring and returns how many waits there were; `total` gets the nanoseconds of processors that they used.
uint64_t bench_measured_waits(uint64_t *_Nonnull total);

/// Creates an eventfd that child processes inherit. Returns it, or a negative error number.
int bench_eventfd(void);

/// Adds to an eventfd. Returns whether it worked.
int bench_send(int descriptor, uint64_t value);

/// Waits until an eventfd is not 0 and takes what it is. Returns 0 if it cannot.
uint64_t bench_receive(int descriptor);

/// Has the kernel kill this process when the thread that started it ends.
void bench_end_with_parent(void);

/// What an instruction is, as far as a stepper cares.
enum { BENCH_OTHER, BENCH_PAUSE, BENCH_SYSTEM_CALL, BENCH_ATOMIC };
/// What came of a step: it is done, or the thread sleeps in a system call and the step goes on when asked again.
enum { BENCH_STEPPED, BENCH_SLEEPS };
enum { BENCH_SEEN = 4096 };

/// An instruction that was looked at before.
typedef struct {
  uint64_t address;
  int kind;
} bench_seen;

/// A traced thread of another process, that runs one instruction at a time.
typedef struct {
  int thread;
  /// Whether its last step has not ended.
  int is_running;
  /// What it is told when it goes on.
  int signal;
  /// What kind of instruction comes next, and its address.
  int kind;
  uint64_t address;
  bench_seen seen[BENCH_SEEN];
} bench_stepper;

/// Stops a thread of another process, for steps: x86-64. Returns 0 or a negative error number; see ptrace(2).
int bench_trace(bench_stepper *_Nonnull stepper, int thread);

/// Lets it run as before.
void bench_release(bench_stepper *_Nonnull stepper);

/// Runs one instruction. Returns one of the two results, or a negative error number.
int bench_step(bench_stepper *_Nonnull stepper);

/// Restricts another thread to one processor. Returns 0 or a negative error number.
int bench_place(int thread, int processor);

#endif
