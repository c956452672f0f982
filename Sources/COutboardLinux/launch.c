#include "outboard_linux/launch.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"
#include "outboard_linux/namespaces.h"
#include "outboard_linux/pidfd.h"

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif
#define STACK_BYTES (64 * 1024)
#define KERNEL_SIGNAL_SET_BYTES 8

/// glibc's clone under its other name. Sanitizers hook `clone` and assume that the child gets a copy of the memory;
/// this child shares it.
extern int __clone(int (*body)(void *), void *stack_top, int flags, void *argument, ...);

/// Stacks for processes that run in this one's memory: two, each above a page that nobody can touch.
typedef struct stacks {
  char *memory;
  size_t byte_count;
  void *tops[2];
} stacks;

static int map_stacks(stacks *stacks) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  const size_t one = (STACK_BYTES + page - 1) / page * page + page;
  stacks->byte_count = 2 * one;
  stacks->memory =
      mmap(NULL, stacks->byte_count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stacks->memory == MAP_FAILED) {
    return errno;
  }
  for (size_t index = 0; index < 2; index += 1) {
    if (mprotect(stacks->memory + index * one, page, PROT_NONE) < 0) {
      int error = errno;
      munmap(stacks->memory, stacks->byte_count);
      return error;
    }
    stacks->tops[index] = stacks->memory + (index + 1) * one;
  }
  return 0;
}

static void note(outboard_launch_result *result, int step, int error) {
  if (result->step == 0) {
    result->step = step;
    result->error = error;
  }
}

/// Creates a process in this one's memory, and waits until it runs its program or is over. Returns its number; -1: the
/// step `step` failed, or one that the process noted.
static int create(int (*body)(void *), void *argument, void *stack_top, int flags, int step, int *pidfd,
                  outboard_launch_result *result) {
  // Makes the dynamic linker bind what the child calls, so that it does not have to there (`syscall` is bound above).
  errno = 0;
  *pidfd = -1;
  int pid = __clone(body, stack_top, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD | flags, argument, pidfd);
  if (pid < 0) {
    note(result, step, errno);
  }
  // The child wrote behind the compiler's back.
  __asm__ volatile("" ::: "memory");
  return pid;
}

static void collect(int *pidfd) {
  if (*pidfd >= 0) {
    outboard_exit status;
    outboard_pidfd_reap(*pidfd, 1, &status);
    close(*pidfd);
  }
  *pidfd = -1;
}

static int clone_flags(int kinds) {
  return (kinds & OUTBOARD_NAMESPACE_USERS ? CLONE_NEWUSER : 0)
         | (kinds & OUTBOARD_NAMESPACE_PROCESSES ? CLONE_NEWPID : 0)
         | (kinds & OUTBOARD_NAMESPACE_FILES ? CLONE_NEWNS : 0)
         | (kinds & OUTBOARD_NAMESPACE_NETWORK ? CLONE_NEWNET : 0) | (kinds & OUTBOARD_NAMESPACE_IPC ? CLONE_NEWIPC : 0);
}

/// The process, in namespaces: one that holds them, one that enters them, and the process itself.
static void create_in_namespaces(outboard_child *child, const stacks *stacks) {
  outboard_launch_result *result = child->result;
  const int flags = clone_flags(child->namespaces->kinds);
  create(outboard_first_main, child, stacks->tops[0], flags, OUTBOARD_LAUNCH_NAMESPACES, &result->init_pidfd,
         result);
  if (result->step == 0) {
    child->parent = 0;
    outboard_entry entry = {
        .child = child, .kinds = flags, .init_pidfd = result->init_pidfd, .stack_top = stacks->tops[1]};
    int between = -1;
    create(outboard_entry_main, &entry, stacks->tops[0], CLONE_FILES, OUTBOARD_LAUNCH_ENTER, &between, result);
    collect(&between);
  }
}

static void launch(outboard_child *child) {
  outboard_launch_result *result = child->result;
  result->pidfd = -1;
  result->pid = -1;
  result->init_pidfd = -1;
  result->step = 0;
  result->error = 0;

  stacks stacks;
  int error = map_stacks(&stacks);
  if (error) {
    note(result, OUTBOARD_LAUNCH_STACK, error);
    return;
  }
  // A signal handler of the host must not run in the child, on the host's memory. The system call itself, because
  // sigprocmask leaves out the two signals that glibc uses.
  const uint64_t every_signal = ~0ULL;
  uint64_t previous_signals = 0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every_signal, &previous_signals, KERNEL_SIGNAL_SET_BYTES);
  if (child->namespaces) {
    create_in_namespaces(child, &stacks);
  } else {
    result->pid = create(outboard_child_main, child, stacks.tops[0], 0, OUTBOARD_LAUNCH_CLONE, &result->pidfd, result);
  }
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &previous_signals, NULL, KERNEL_SIGNAL_SET_BYTES);
  munmap(stacks.memory, stacks.byte_count);

  if (result->step != 0) {
    // First the process, which has ended: the first one of its namespaces ends after all others.
    collect(&result->pidfd);
    result->pid = -1;
  }
  if (result->init_pidfd >= 0 && (result->step != 0 || !child->plan)) {
    outboard_pidfd_send_signal(result->init_pidfd, SIGKILL);
    collect(&result->init_pidfd);
  }
}

void outboard_launch(const outboard_launch_plan *plan, outboard_launch_result *result) {
  outboard_child child = {.plan = plan,
                          .result = result,
                          .namespaces = plan->confinement ? plan->confinement->namespaces : NULL,
                          .parent = (int32_t)getpid()};
  launch(&child);
}

void outboard_namespaces_try(const outboard_launch_namespaces *namespaces, outboard_launch_result *result) {
  outboard_child child = {.plan = NULL, .result = result, .namespaces = namespaces, .parent = (int32_t)getpid()};
  launch(&child);
}
