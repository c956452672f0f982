#ifndef OUTBOARD_LINUX_PREFETCH_H
#define OUTBOARD_LINUX_PREFETCH_H

/// Asks for a cache line to be fetched for writing. A hint: never faults.
static inline void outboard_prefetch_for_write(const void *address) {
#if defined(__x86_64__)
  // Spelled out, because the baseline instruction set makes the builtin a prefetch for reading.
  __asm__ volatile("prefetchw %0" : : "m"(*(const char *)address));
#else
  __builtin_prefetch(address, 1, 3);
#endif
}

#endif
