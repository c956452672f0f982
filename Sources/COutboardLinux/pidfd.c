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
#define OUTBOARD_PIDFD_SIGNAL_PROCESS_GROUP (1u << 2)  // Linux 6.9

int outboard_pidfd_send_signal(int pidfd, int signal) {
  return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) < 0 ? -errno : 0;
}

int outboard_pidfd_kill_group(int pidfd) {
  return syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, OUTBOARD_PIDFD_SIGNAL_PROCESS_GROUP) < 0 ? -errno : 0;
}

int outboard_pidfd_is_uncollected(int pidfd) {
  siginfo_t information;
  return waitid(OUTBOARD_P_PIDFD, (id_t)pidfd, &information, WEXITED | WNOHANG | WNOWAIT) == 0;
}

int outboard_exits_are_discarded(void) {
  struct sigaction action;
  if (sigaction(SIGCHLD, NULL, &action) < 0) {
    return 0;
  }
  return (action.sa_flags & SA_NOCLDWAIT) != 0 || (!(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_IGN);
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
