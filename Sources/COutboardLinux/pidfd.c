#include "outboard_linux/pidfd.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// C libraries before 2.36 do not declare them.
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#define OUTBOARD_P_PIDFD ((idtype_t)3)

int outboard_pidfd_send_signal(int pidfd, int signal) {
  return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) < 0 ? -errno : 0;
}

int outboard_pidfd_reap(int pidfd, int blocking, outboard_exit *status) {
  siginfo_t information;
  information.si_pid = 0;
  int result;
  do {
    result = waitid(OUTBOARD_P_PIDFD, (id_t)pidfd, &information, WEXITED | (blocking ? 0 : WNOHANG));
  } while (result < 0 && errno == EINTR);
  if (result < 0) {
    return -errno;
  }
  if (information.si_pid == 0) {
    return 0;
  }
  status->value = information.si_status;
  status->signaled = information.si_code != CLD_EXITED;
  status->core_dumped = information.si_code == CLD_DUMPED;
  return 1;
}

int outboard_pidfd_has_ended(int pidfd) {
  struct pollfd entry = {.fd = pidfd, .events = POLLIN};
  int result;
  do {
    result = poll(&entry, 1, 0);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : result;
}
