#include "outboard_linux/thread_slot.h"

static uint32_t next_slot = 0;
// 0 means that the thread has none yet.
static _Thread_local uint32_t own_slot = 0;

uint32_t outboard_thread_slot(void) {
  if (own_slot == 0) own_slot = __atomic_add_fetch(&next_slot, 1, __ATOMIC_RELAXED);
  return own_slot - 1;
}
