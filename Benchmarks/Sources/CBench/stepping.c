// Threads of other processes, run one instruction at a time; see ptrace(2). The thread that traces has to be one and the
// same throughout.

#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>

#include "bench.h"

#if defined(__x86_64__)

#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

/// Whether an instruction reads, changes and writes memory in one step: with a lock prefix, or an exchange with memory.
///
/// A lock cannot be taken without one. The prefix may come behind the one for the operand's size; see Intel's manual,
/// volume 2, chapter 2.
static int is_atomic(long code) {
  const unsigned char *byte = (const unsigned char *)&code;
  if (*byte == 0x66) byte++;
  if (*byte == 0xf0) return 1;
  if ((*byte & 0xf0) == 0x40) byte++;
  return (*byte & 0xfe) == 0x86 && (byte[1] & 0xc0) != 0xc0;
}

/// Looks at where a stopped thread is: the address, and what kind of instruction lies there.
static int look(bench_stepper *stepper) {
  errno = 0;
  unsigned long address =
      (unsigned long)ptrace(PTRACE_PEEKUSER, stepper->thread, offsetof(struct user, regs.rip), NULL);
  if (errno != 0) return -errno;
  stepper->address = address;
  bench_seen *seen = &stepper->seen[address % BENCH_SEEN];
  if (seen->address != address) {
    errno = 0;
    long code = ptrace(PTRACE_PEEKTEXT, stepper->thread, address, NULL);
    if (errno != 0) return -errno;
    seen->address = address;
    seen->kind = (code & 0xffff) == 0x90f3   ? BENCH_PAUSE
                 : (code & 0xffff) == 0x050f ? BENCH_SYSTEM_CALL
                 : is_atomic(code)           ? BENCH_ATOMIC
                                             : BENCH_OTHER;
  }
  stepper->kind = seen->kind;
  return 0;
}

int bench_trace(bench_stepper *stepper, int thread) {
  memset(stepper, 0, sizeof *stepper);
  stepper->thread = thread;
  if (ptrace(PTRACE_SEIZE, thread, NULL, NULL) != 0) return -errno;
  if (ptrace(PTRACE_INTERRUPT, thread, NULL, NULL) != 0) return -errno;
  int status;
  if (waitpid(thread, &status, __WALL) != thread || !WIFSTOPPED(status)) return -ESRCH;
  if (status >> 16 != PTRACE_EVENT_STOP && WSTOPSIG(status) != SIGTRAP) stepper->signal = WSTOPSIG(status);
  return look(stepper);
}

void bench_release(bench_stepper *stepper) {
  if (stepper->is_running) {
    int status;
    ptrace(PTRACE_INTERRUPT, stepper->thread, NULL, NULL);
    waitpid(stepper->thread, &status, __WALL);
  }
  ptrace(PTRACE_DETACH, stepper->thread, NULL, (void *)(long)stepper->signal);
}

/// Waits for a thread that runs until it stops, or for some milliseconds if it may sleep in the kernel.
static int await(bench_stepper *stepper, int may_sleep) {
  int status;
  for (int round = 0;; round++) {
    pid_t found = waitpid(stepper->thread, &status, may_sleep ? __WALL | WNOHANG : __WALL);
    if (found == stepper->thread) break;
    if (found < 0) return -errno;
    if (round == 50) return BENCH_SLEEPS;
    const struct timespec pause = {0, 100000};
    nanosleep(&pause, NULL);
  }
  if (!WIFSTOPPED(status)) return -ESRCH;
  stepper->is_running = 0;
  if (status >> 16 == 0 && WSTOPSIG(status) != SIGTRAP) stepper->signal = WSTOPSIG(status);
  int result = look(stepper);
  return result < 0 ? result : BENCH_STEPPED;
}

int bench_step(bench_stepper *stepper) {
  if (stepper->is_running) return await(stepper, 1);
  int may_sleep = stepper->kind == BENCH_SYSTEM_CALL;
  if (ptrace(PTRACE_SINGLESTEP, stepper->thread, NULL, (void *)(long)stepper->signal) != 0) return -errno;
  stepper->signal = 0;
  stepper->is_running = 1;
  return await(stepper, may_sleep);
}

#else

int bench_trace(bench_stepper *stepper, int thread) {
  (void)stepper;
  (void)thread;
  return -ENOSYS;
}
void bench_release(bench_stepper *stepper) { (void)stepper; }
int bench_step(bench_stepper *stepper) {
  (void)stepper;
  return -ENOSYS;
}

#endif

int bench_place(int thread, int processor) {
  if (processor < 0 || processor >= CPU_SETSIZE) return -EINVAL;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  return sched_setaffinity(thread, sizeof set, &set) == 0 ? 0 : -errno;
}
