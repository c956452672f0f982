#ifndef OUTBOARD_LINUX_PIDFD_H
#define OUTBOARD_LINUX_PIDFD_H

// Processes by descriptor: pidfd_send_signal(2), waitid(2).

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <stdint.h>

#pragma clang assume_nonnull begin

/// How a process ended.
typedef struct outboard_exit {
  int32_t value;        ///< exit code, or number of the signal
  int32_t signaled;     ///< 1: ended by a signal
  int32_t core_dumped;  ///< 1: and left a core dump
} outboard_exit;

/// Sends a signal to the process of a pidfd. Returns 0 or -errno (-ESRCH: it is gone).
int outboard_pidfd_send_signal(int pidfd, int signal);

/// Kills every process of the group that the process of a pidfd leads or led, also when it has been collected: no number is
/// involved that could be somebody else's by now. Returns 0, -ESRCH (there is none), or -EINVAL before Linux 6.9.
int outboard_pidfd_kill_group(int pidfd);

/// 1 if the process of a pidfd is a child that nobody has collected, so that its number is still its own, or else 0.
int outboard_pidfd_is_uncollected(int pidfd);

/// 1 if the kernel collects the children of this process itself and keeps no exit status, because SIGCHLD is ignored.
int outboard_exits_are_discarded(void);

/// Collects the exit status of a child. Returns 1 with `*status` filled in, 0 if the child still runs and
/// `blocking` is 0, or -errno (-ECHILD: somebody else collected it).
int outboard_pidfd_reap(int pidfd, int blocking, outboard_exit *status);

/// 1 if the process of a pidfd has ended, 0 if not, or -errno.
int outboard_pidfd_has_ended(int pidfd);

#pragma clang assume_nonnull end

#endif
