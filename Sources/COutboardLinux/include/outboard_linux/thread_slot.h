#ifndef OUTBOARD_LINUX_THREAD_SLOT_H
#define OUTBOARD_LINUX_THREAD_SLOT_H

#include <stdint.h>

/// A small number of the calling thread's own, given out in the order in which threads first ask: 0, 1, 2, …
uint32_t outboard_thread_slot(void);

#endif
