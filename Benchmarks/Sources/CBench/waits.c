// The waits of one thread: functions that stand in for those of libc and liburing, as allocations.c does for malloc. They
// cost two looks at a clock of the kernel, and only while they are measured.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <time.h>

#include "bench.h"

static _Thread_local int measures;
static _Thread_local uint64_t waits;
static _Thread_local uint64_t nanoseconds;
static _Thread_local uint64_t look;

/// The function of this name in the library that comes next; found once for each `where`.
static void *next(_Atomic(void *) *where, const char *name) {
  void *found = atomic_load_explicit(where, memory_order_relaxed);
  if (found == NULL) {
    found = dlsym(RTLD_NEXT, name);
    atomic_store_explicit(where, found, memory_order_relaxed);
  }
  return found;
}

static void add(uint64_t began) {
  uint64_t passed = bench_thread_time() - began;
  nanoseconds += passed > look ? passed - look : 0;
  waits++;
}

void bench_measure_waits(void) {
  look = UINT64_MAX;
  for (int round = 0; round < 100; round++) {
    uint64_t began = bench_thread_time();
    uint64_t passed = bench_thread_time() - began;
    if (passed < look) look = passed;
  }
  waits = 0;
  nanoseconds = 0;
  measures = 1;
}

uint64_t bench_measured_waits(uint64_t *total) {
  measures = 0;
  *total = nanoseconds;
  return waits;
}

int epoll_wait(int epoll, struct epoll_event *events, int capacity, int timeout) {
  static _Atomic(void *) where;
  int (*wait)(int, struct epoll_event *, int, int) = next(&where, "epoll_wait");
  if (!measures) return wait(epoll, events, capacity, timeout);
  uint64_t began = bench_thread_time();
  int result = wait(epoll, events, capacity, timeout);
  int error = errno;
  add(began);
  errno = error;
  return result;
}

int epoll_pwait2(int epoll, struct epoll_event *events, int capacity, const struct timespec *timeout,
                 const sigset_t *signals) {
  static _Atomic(void *) where;
  int (*wait)(int, struct epoll_event *, int, const struct timespec *, const sigset_t *) =
      next(&where, "epoll_pwait2");
  if (wait == NULL) {
    errno = ENOSYS;
    return -1;
  }
  if (!measures) return wait(epoll, events, capacity, timeout, signals);
  uint64_t began = bench_thread_time();
  int result = wait(epoll, events, capacity, timeout, signals);
  int error = errno;
  add(began);
  errno = error;
  return result;
}

// Types as liburing has them; here they are only passed on.
struct io_uring;
struct io_uring_cqe;
struct __kernel_timespec;

int io_uring_submit_and_wait_timeout(struct io_uring *ring, struct io_uring_cqe **first, unsigned count,
                                     struct __kernel_timespec *timeout, sigset_t *signals) {
  static _Atomic(void *) where;
  int (*wait)(struct io_uring *, struct io_uring_cqe **, unsigned, struct __kernel_timespec *, sigset_t *) =
      next(&where, "io_uring_submit_and_wait_timeout");
  if (wait == NULL) return -ENOSYS;
  if (!measures) return wait(ring, first, count, timeout, signals);
  uint64_t began = bench_thread_time();
  int result = wait(ring, first, count, timeout, signals);
  add(began);
  return result;
}
