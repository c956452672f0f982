#include "outboard_linux/thread_slot.h"

static uint32_t next_slot = 0;
_Thread_local uint32_t outboard_own_thread_slot = 0;

uint32_t outboard_assign_thread_slot(void) {
  outboard_own_thread_slot = __atomic_add_fetch(&next_slot, 1, __ATOMIC_RELAXED);
  return outboard_own_thread_slot - 1;
}
