#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <sys/resource.h>

#include "bench.h"

int bench_allow(const int *processors, int count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int index = 0; index < count; index++) {
    if (processors[index] < 0 || processors[index] >= CPU_SETSIZE) return -EINVAL;
    CPU_SET(processors[index], &set);
  }
  return sched_setaffinity(0, sizeof(set), &set) == 0 ? 0 : -errno;
}

int bench_processors(int *processors, int capacity) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return 0;
  int count = 0;
  for (int processor = 0; processor < CPU_SETSIZE; processor++) {
    if (!CPU_ISSET(processor, &set)) continue;
    if (count < capacity) processors[count] = processor;
    count++;
  }
  return count;
}

uint64_t bench_interruptions(void) {
  struct rusage usage;
  return getrusage(RUSAGE_THREAD, &usage) == 0 ? (uint64_t)usage.ru_nivcsw : 0;
}
