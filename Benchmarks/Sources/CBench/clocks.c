#define _GNU_SOURCE
#include <errno.h>
#include <sys/prctl.h>
#include <time.h>

#include "bench.h"

static uint64_t read_clock(clockid_t clock) {
  struct timespec time;
  if (clock_gettime(clock, &time) != 0) return 0;
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

uint64_t bench_thread_time(void) { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

uint64_t bench_process_time(int process) {
  clockid_t clock;
  return clock_getcpuclockid(process, &clock) == 0 ? read_clock(clock) : 0;
}

void bench_sleep_until(uint64_t moment) {
  struct timespec time = {.tv_sec = (time_t)(moment / 1000000000u), .tv_nsec = (long)(moment % 1000000000u)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR) {
  }
}

void bench_sleep_exactly(void) { prctl(PR_SET_TIMERSLACK, 1UL); }
