#ifndef OUTBOARD_LINUX_THREAD_SLOT_H
#define OUTBOARD_LINUX_THREAD_SLOT_H

#include <stdint.h>

// The number of the thread + 1; 0 means that the thread has none yet.
extern _Thread_local uint32_t outboard_own_thread_slot;

uint32_t outboard_assign_thread_slot(void);

/// A small number of the calling thread's own, given out in the order in which threads first ask: 0, 1, 2, …
static inline uint32_t outboard_thread_slot(void) {
  uint32_t slot = outboard_own_thread_slot;
  return slot != 0 ? slot - 1 : outboard_assign_thread_slot();
}

#endif
