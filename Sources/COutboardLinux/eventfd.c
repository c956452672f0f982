#include "outboard_linux/eventfd.h"

#include <errno.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

int outboard_eventfd_create(void) {
  int descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}

void outboard_eventfd_ring(int descriptor) {
  const uint64_t one = 1;
  ssize_t written = write(descriptor, &one, sizeof one);
  (void)written;
}
