#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define KERNEL_SIGNALS 64
#define KERNEL_SIGNAL_SET_BYTES 8
#define FAILED_EXIT_CODE 127

/// The kernel's struct sigaction, all zero: the default disposition. Not a local, which the compiler might clear
/// with memset.
static const uint64_t default_disposition[4];
static const uint64_t empty_signal_set;
static const struct rlimit no_core = {0, 0};

OUTBOARD_CHILD_CODE void outboard_child_fail(const outboard_child *child, int step, int error) {
  // The memory is the launching thread's own, and that thread waits: this is how it learns why.
  child->result->error = error;
  child->result->step = step;
  for (;;) {
    syscall(SYS_exit_group, FAILED_EXIT_CODE);
  }
}

OUTBOARD_CHILD_CODE void outboard_child_reset_signals(const outboard_child *child) {
  for (int signal = 1; signal <= KERNEL_SIGNALS; signal += 1) {
    if (signal == SIGKILL || signal == SIGSTOP) {
      continue;
    }
    if (syscall(SYS_rt_sigaction, signal, &default_disposition, NULL, KERNEL_SIGNAL_SET_BYTES) < 0) {
      outboard_child_fail(child, OUTBOARD_LAUNCH_SIGNALS, errno);
    }
  }
  if (syscall(SYS_rt_sigprocmask, SIG_SETMASK, &empty_signal_set, NULL, KERNEL_SIGNAL_SET_BYTES) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_SIGNALS, errno);
  }
}

OUTBOARD_CHILD_CODE static int is_target(const outboard_launch_plan *plan, int number) {
  for (int index = 0; index < plan->descriptor_count; index += 1) {
    if (plan->descriptors[index].target == number) {
      return 1;
    }
  }
  return 0;
}

/// Puts the descriptors at their numbers and the executable right above them. Returns its new number.
OUTBOARD_CHILD_CODE static int place_descriptors(const outboard_child *child) {
  const outboard_launch_plan *plan = child->plan;
  int highest = -1;
  for (int index = 0; index < plan->descriptor_count; index += 1) {
    if (plan->descriptors[index].target > highest) {
      highest = plan->descriptors[index].target;
    }
  }
  const int executable = highest + 1;

  // First out of the way, then into place: a source may have the number of another one's target.
  long moved = syscall(SYS_fcntl, plan->executable, F_DUPFD_CLOEXEC, executable + 1);
  if (moved < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_DESCRIPTORS, errno);
  }
  for (int index = 0; index < plan->descriptor_count; index += 1) {
    long copy = syscall(SYS_fcntl, plan->descriptors[index].source, F_DUPFD_CLOEXEC, executable + 1);
    if (copy < 0) {
      outboard_child_fail(child, OUTBOARD_LAUNCH_DESCRIPTORS, errno);
    }
    plan->scratch[index] = (int32_t)copy;
  }
  for (int index = 0; index < plan->descriptor_count; index += 1) {
    if (syscall(SYS_dup3, plan->scratch[index], plan->descriptors[index].target, 0) < 0) {
      outboard_child_fail(child, OUTBOARD_LAUNCH_DESCRIPTORS, errno);
    }
  }
  if (syscall(SYS_dup3, (int)moved, executable, O_CLOEXEC) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_DESCRIPTORS, errno);
  }
  for (int number = 0; number < highest; number += 1) {
    if (!is_target(plan, number)) {
      syscall(SYS_close, number);
    }
  }
  return executable;
}

OUTBOARD_CHILD_CODE static void set_limit(const outboard_child *child, int resource, const struct rlimit *limit) {
  if (syscall(SYS_prlimit64, 0, resource, limit, NULL) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_LIMITS, errno);
  }
}

OUTBOARD_CHILD_CODE int outboard_child_main(void *argument) {
  const outboard_child *child = argument;
  const outboard_launch_plan *plan = child->plan;

  outboard_child_join_group(child);
  outboard_child_reset_signals(child);
  if (syscall(SYS_setsid) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_SESSION, errno);
  }
  syscall(SYS_umask, 077);
  // Before the death signal, which a change of users clears.
  outboard_child_become_user(child);

  if (syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_DEATH_SIGNAL, errno);
  }
  // If the host died before the line above, nobody will send the signal. In a namespace of its own the first process ends
  // with the host, whenever that was.
  if (syscall(SYS_getppid) != child->parent) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_PARENT_GONE, ESRCH);
  }

  // A host near its soft limit would leave no numbers for the copies.
  struct rlimit files;
  if (syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &files) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_LIMITS, errno);
  }
  struct rlimit roomy;
  roomy.rlim_cur = files.rlim_max;
  roomy.rlim_max = files.rlim_max;
  set_limit(child, RLIMIT_NOFILE, &roomy);

  if (syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_PRIVILEGES, errno);
  }
  if (plan->working_directory && syscall(SYS_chdir, plan->working_directory) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_WORKING_DIRECTORY, errno);
  }
  // Before the descriptors move: one of them may get the number that the rules have here.
  outboard_child_give_up_files(child);

  const int executable = place_descriptors(child);

  if (plan->open_files_limit >= 0) {
    files.rlim_cur = (rlim_t)plan->open_files_limit;
    files.rlim_max = (rlim_t)plan->open_files_limit;
  }
  set_limit(child, RLIMIT_NOFILE, &files);
  set_limit(child, RLIMIT_CORE, &no_core);

  int closed = outboard_close_from(executable + 1, 0);
  if (closed < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_CLOSE_RANGE, -closed);
  }
  outboard_child_give_up_calls(child);

  syscall(SYS_execveat, executable, "", plan->arguments, plan->environment, AT_EMPTY_PATH);
  outboard_child_fail(child, OUTBOARD_LAUNCH_EXEC, errno);
  return FAILED_EXIT_CODE;
}
