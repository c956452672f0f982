#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "bench.h"

int bench_eventfd(void) {
  int descriptor = eventfd(0, 0);
  return descriptor < 0 ? -errno : descriptor;
}

int bench_send(int descriptor, uint64_t value) {
  return write(descriptor, &value, sizeof value) == sizeof value;
}

uint64_t bench_receive(int descriptor) {
  uint64_t value;
  ssize_t count;
  do {
    count = read(descriptor, &value, sizeof value);
  } while (count < 0 && errno == EINTR);
  return count == sizeof value ? value : 0;
}

void bench_end_with_parent(void) { prctl(PR_SET_PDEATHSIG, SIGKILL); }
