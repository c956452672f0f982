// Counts the system calls of one thread with syscall user dispatch: the kernel turns each of them into SIGSYS, whose
// handler counts, makes the call itself and returns its result as if nothing had happened.

#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include "bench.h"

#if defined(__x86_64__)

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_OFF 0
#define PR_SYS_DISPATCH_ON 1
#endif

#define SELECTOR_ALLOW 0
#define SELECTOR_BLOCK 1

static _Thread_local volatile char selector;
static _Thread_local volatile uint64_t system_calls;

// The kernel lets system calls pass that are made from this range: those of the handler, and its own return.
__asm__(
    ".pushsection .text\n"
    "bench_gate:\n"
    // bench_pass(number, arguments): long(long, const long[6])
    "bench_pass:\n"
    "  mov %rdi, %rax\n"
    "  mov %rsi, %r11\n"
    "  mov 0(%r11), %rdi\n"
    "  mov 8(%r11), %rsi\n"
    "  mov 16(%r11), %rdx\n"
    "  mov 24(%r11), %r10\n"
    "  mov 32(%r11), %r8\n"
    "  mov 40(%r11), %r9\n"
    "  syscall\n"
    "  ret\n"
    "bench_return:\n"
    "  mov $15, %eax\n"  // rt_sigreturn
    "  syscall\n"
    "  ud2\n"  // the kernel looks at the address after the system call, which must be inside the range as well
    "bench_gate_end:\n"
    ".popsection\n");

extern const char bench_gate[] __attribute__((visibility("hidden")));
extern const char bench_gate_end[] __attribute__((visibility("hidden")));
long bench_pass(long number, const long *arguments) __attribute__((visibility("hidden")));
void bench_return(void) __attribute__((visibility("hidden")));

static void count(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)info;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  const long arguments[6] = {registers[REG_RDI], registers[REG_RSI], registers[REG_RDX],
                             registers[REG_R10], registers[REG_R8],  registers[REG_R9]};
  system_calls = system_calls + 1;
  registers[REG_RAX] = bench_pass(registers[REG_RAX], arguments);
}

// The kernel's own form of sigaction: libc's would put its own return function, which lies outside the gate.
struct kernel_sigaction {
  void (*handler)(int, siginfo_t *, void *);
  unsigned long flags;
  void (*restorer)(void);
  uint64_t mask;
};

int bench_count_system_calls(void) {
  const unsigned long restorer_flag = 0x04000000;  // SA_RESTORER
  struct kernel_sigaction action = {count, SA_SIGINFO | restorer_flag, bench_return, 0};
  const long arguments[6] = {SIGSYS, (long)&action, 0, sizeof(action.mask)};
  long result = bench_pass(SYS_rt_sigaction, arguments);
  if (result < 0) return (int)result;
  // A blocked SIGSYS would kill the process instead of calling the handler.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGSYS);
  pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
  selector = SELECTOR_ALLOW;
  if (prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, (unsigned long)bench_gate,
            (unsigned long)(bench_gate_end - bench_gate), &selector) != 0)
    return -errno;
  system_calls = 0;
  selector = SELECTOR_BLOCK;
  return 0;
}

uint64_t bench_counted_system_calls(void) {
  selector = SELECTOR_ALLOW;
  prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_OFF, 0, 0, 0);
  return system_calls;
}

#else

int bench_count_system_calls(void) { return -ENOSYS; }
uint64_t bench_counted_system_calls(void) { return 0; }

#endif
