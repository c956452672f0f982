#include "outboard_linux/launch.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"
#include "outboard_linux/pidfd.h"

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif
#define STACK_BYTES (64 * 1024)
#define KERNEL_SIGNAL_SET_BYTES 8

/// glibc's clone under its other name. Sanitizers hook `clone` and assume that the child gets a copy of the memory;
/// this child shares it.
extern int __clone(int (*body)(void *), void *stack_top, int flags, void *argument, ...);

static void fail(outboard_launch_result *result, int step, int error) {
  result->pidfd = -1;
  result->pid = -1;
  result->step = step;
  result->error = error;
}

void outboard_launch(const outboard_launch_plan *plan, outboard_launch_result *result) {
  result->pidfd = -1;
  result->pid = -1;
  result->step = 0;
  result->error = 0;

  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  const size_t stack_bytes = (STACK_BYTES + page - 1) / page * page;
  char *stack = mmap(NULL, stack_bytes + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) {
    fail(result, OUTBOARD_LAUNCH_STACK, errno);
    return;
  }
  if (mprotect(stack, page, PROT_NONE) < 0) {
    fail(result, OUTBOARD_LAUNCH_STACK, errno);
    munmap(stack, stack_bytes + page);
    return;
  }

  outboard_child child = {.plan = plan, .result = result, .parent = (int32_t)getpid()};

  // A signal handler of the host must not run in the child, on the host's memory. The system call itself, because
  // sigprocmask leaves out the two signals that glibc uses.
  const uint64_t every_signal = ~0ULL;
  uint64_t previous_signals = 0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every_signal, &previous_signals, KERNEL_SIGNAL_SET_BYTES);
  // Makes the dynamic linker bind what the child calls, so that it does not have to there (`syscall` is bound above).
  errno = 0;
  int pidfd = -1;
  int pid = __clone(outboard_child_main, stack + page + stack_bytes, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD,
                    &child, &pidfd);
  const int clone_error = errno;
  // The child wrote behind the compiler's back.
  __asm__ volatile("" ::: "memory");
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &previous_signals, NULL, KERNEL_SIGNAL_SET_BYTES);
  munmap(stack, stack_bytes + page);

  if (pid < 0) {
    fail(result, OUTBOARD_LAUNCH_CLONE, clone_error);
    return;
  }
  if (result->step != 0) {
    outboard_exit status;
    outboard_pidfd_reap(pidfd, 1, &status);
    close(pidfd);
    fail(result, result->step, result->error);
    return;
  }
  result->pidfd = pidfd;
  result->pid = pid;
}
