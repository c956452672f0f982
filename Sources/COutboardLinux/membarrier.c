#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "outboard_linux/membarrier.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

// Commands of membarrier(2), Linux 4.14.
#define OUTBOARD_PRIVATE_EXPEDITED (1 << 3)
#define OUTBOARD_REGISTER_PRIVATE_EXPEDITED (1 << 4)

static int membarrier(int command) {
  return syscall(SYS_membarrier, command, 0, 0) == 0 ? 0 : -errno;
}

int outboard_membarrier_register(void) { return membarrier(OUTBOARD_REGISTER_PRIVATE_EXPEDITED); }

int outboard_membarrier(void) { return membarrier(OUTBOARD_PRIVATE_EXPEDITED); }
