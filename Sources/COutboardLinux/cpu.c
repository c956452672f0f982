#include "outboard_linux/cpu.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <string.h>
#include <time.h>

#define BITS_PER_WORD (sizeof(unsigned long) * CHAR_BIT)

/// A processor set of the kernel's own bound; cpu_set_t ends at 1024.
typedef struct processor_set {
  unsigned long words[OUTBOARD_PROCESSORS_MAX / BITS_PER_WORD];
} processor_set;

int outboard_affinity(int32_t *processors, int capacity) {
  processor_set set;
  memset(&set, 0, sizeof set);
  if (sched_getaffinity(0, sizeof set, (cpu_set_t *)&set) < 0) {
    return -errno;
  }
  int count = 0;
  for (int processor = 0; processor < OUTBOARD_PROCESSORS_MAX; processor += 1) {
    if ((set.words[processor / BITS_PER_WORD] >> (processor % BITS_PER_WORD)) & 1) {
      if (processors && count < capacity) {
        processors[count] = processor;
      }
      count += 1;
    }
  }
  return count;
}

int outboard_set_affinity(const int32_t *processors, int count) {
  processor_set set;
  memset(&set, 0, sizeof set);
  for (int index = 0; index < count; index += 1) {
    int32_t processor = processors[index];
    if (processor < 0 || processor >= OUTBOARD_PROCESSORS_MAX) {
      return -EINVAL;
    }
    set.words[(size_t)processor / BITS_PER_WORD] |= 1UL << ((size_t)processor % BITS_PER_WORD);
  }
  return sched_setaffinity(0, sizeof set, (cpu_set_t *)&set) < 0 ? -errno : 0;
}

int outboard_current_processor(void) {
  int processor = sched_getcpu();
  return processor < 0 ? -errno : processor;
}

int outboard_hold_processor(int wanted, outboard_held *held) {
  _Static_assert(sizeof held->words == sizeof(cpu_set_t), "a set as glibc has it");
  held->is_held = 0;
  memset(held->words, 0, sizeof held->words);
  if (sched_getaffinity(0, sizeof held->words, (cpu_set_t *)held->words) < 0) {
    return -errno;
  }
  if (CPU_COUNT((cpu_set_t *)held->words) == 1) {
    return outboard_current_processor();
  }
  int processor = wanted < 0 ? outboard_current_processor() : wanted;
  if (processor < 0 || processor >= CPU_SETSIZE) {
    return processor < 0 ? processor : -EINVAL;
  }
  cpu_set_t here;
  CPU_ZERO(&here);
  CPU_SET(processor, &here);
  if (sched_setaffinity(0, sizeof here, &here) < 0) {
    return -errno;
  }
  held->is_held = 1;
  return processor;
}

/// What the calling thread was allowed when it was let go last, and whether that is all that its cpuset allows.
static _Thread_local struct {
  cpu_set_t allowed;
  enum { UNKNOWN, ALL, SOME } share;
} last;

void outboard_let_go(const outboard_held *held) {
  if (!held->is_held) {
    return;
  }
  const cpu_set_t *allowed = (const cpu_set_t *)held->words;
  if (last.share == UNKNOWN || !CPU_EQUAL(&last.allowed, allowed)) {
    last.allowed = *allowed;
    last.share = UNKNOWN;
  }
  // Since Linux 6.2 what a thread asks for stays with it: were it the processors of today, the thread would not get those
  // that its cpuset is given tomorrow. So it asks for all there are, if these are what it may have.
  if (last.share != SOME) {
    cpu_set_t every, now;
    memset(&every, 0xff, sizeof every);
    if (sched_setaffinity(0, sizeof every, &every) == 0) {
      if (last.share == ALL) {
        return;
      }
      if (sched_getaffinity(0, sizeof now, &now) > 0 && CPU_EQUAL(&now, allowed)) {
        last.share = ALL;
        return;
      }
    }
    last.share = SOME;
  }
  sched_setaffinity(0, sizeof held->words, allowed);
}

uint64_t outboard_monotonic_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000ULL + (uint64_t)now.tv_nsec;
}
