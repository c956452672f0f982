// Attacks on the host as a process, on the machine, and on how a plugin starts and ends. Those that a sandbox refuses do
// harm without one: they are run in one alone.

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "plugin.h"

static void look_into_host(void) {
  pid_t host = getppid();
  char byte, path[] = "/proc/0000000000/mem";
  struct iovec here = {&byte, 1}, there = {segment_h, 1};
  snprintf(path, sizeof path, "/proc/%d/mem", host);
  if (process_vm_readv(host, &here, 1, &there, 1, 0) == 1 || open(path, O_RDWR) >= 0
      || ptrace(PTRACE_SEIZE, host, NULL, NULL) == 0 || syscall(SYS_pidfd_open, host, 0) >= 0) {
    broke("into the host");
  }
}

static void signal_host(void) {
  for (int number = 1; number <= 64; number += 1) {
    if (kill(getppid(), number) == 0 || kill(-1, number) == 0 || syscall(SYS_tkill, getppid(), number) == 0
        || syscall(SYS_tgkill, getppid(), getppid(), number) == 0) {
      broke("the host, by a signal");
    }
  }
  fcntl(OUTBOARD_FD_CONTROL, F_SETOWN, getppid());
  fcntl(OUTBOARD_FD_CONTROL, F_SETSIG, SIGKILL);
  fcntl(OUTBOARD_FD_CONTROL, F_SETFL, O_ASYNC);
}

static void hinder_host(void) {
  struct rlimit64 few = {7, 7};
  struct sched_param none = {0};
  unsigned long one = 1;
  // In namespaces the host has no number, and 0 would be this process: the namespaces' first one is all there is.
  const pid_t host = getppid() != 0 ? getppid() : 1;
  if (syscall(SYS_prlimit64, host, RLIMIT_NOFILE, &few, NULL) == 0 || setpriority(PRIO_PROCESS, (id_t)host, 19) == 0
      || syscall(SYS_sched_setscheduler, host, SCHED_IDLE, &none) == 0
      || syscall(SYS_sched_setaffinity, host, sizeof one, &one) == 0) {
    broke("the host's limits");
  }
}

static void fork_on(void) {
  for (int count = 0; count < 1000; count += 1) {
    long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0) {
      setsid();
      for (;;) {
        pause();
      }
    }
    if (child > 0) {
      broke("out, by a child");
    }
  }
}

static void rest(void) { pause(); }

static void multiply(void) {
  for (int count = 0; count < 2000; count += 1) {
    start_thread(rest);
  }
}

static void eat_memory(void) {
  for (;;) {
    char *memory = malloc(1 << 20);
    if (!memory) {
      abort();
    }
    memset(memory, 1, 1 << 20);
  }
}

static void spin(void) { next_random(); }

static void spin_on(void) {
  for (int count = 0; count < 16; count += 1) {
    start_thread(spin);
  }
}

static void gain(void) {
  char *const arguments[] = {"su", NULL};
  if (unshare(CLONE_NEWUSER) == 0 || unshare(CLONE_NEWNS) == 0 || setuid(0) == 0) {
    broke("privileges");
  }
  execv("/bin/su", arguments);
  execv("/usr/bin/su", arguments);
  execv("/bin/sh", arguments);
}

static void stay(void) {
  for (int number = 1; number <= 64; number += 1) {
    signal(number, SIG_IGN);
  }
  if (next_random() & 1) {
    raise(SIGSTOP);
  }
}

static void attack_neighbour(void) {
  const char *neighbour = getenv("OUTBOARD_TEST_NEIGHBOUR");
  pid_t process = neighbour ? atoi(neighbour) : 0;
  if (process > 0 && (kill(process, SIGKILL) == 0 || ptrace(PTRACE_SEIZE, process, NULL, NULL) == 0)) {
    broke("another plugin");
  }
}

static void false_welcome(void) {
  unsigned char bytes[256];
  for (size_t at = 0; at < sizeof bytes; at += 1) {
    bytes[at] = next_random() & 1 ? 0xff : (unsigned char)next_random();
  }
  uint32_t version = next_random() & 1 ? OUTBOARD_ABI_VERSION : (uint32_t)corner();
  memcpy(bytes, &version, sizeof version);
  send_packet(OUTBOARD_CONTROL_WELCOME, bytes, (uint32_t)(4 + next_random() % 252));
}

static void end(void) {
  uint64_t choice = next_random();
  if (choice & 1) {
    _exit((int)(choice >> 8 & 0xff));
  }
  int number = (int)(1 + (choice >> 8) % 64);
  signal(number, SIG_DFL);
  kill(getpid(), number);
}

static void linger(void) { sleep(100); }

const attack process_attacks[] = {
    {.name = "A41", .is_harmful = true, .begin = look_into_host},
    {.name = "A42", .is_harmful = true, .begin = signal_host},
    {.name = "A43", .is_harmful = true, .begin = hinder_host},
    {.name = "A46", .is_harmful = true, .begin = fork_on},
    {.name = "A46b", .is_harmful = true, .begin = multiply},
    {.name = "A47", .is_harmful = true, .begin = eat_memory},
    {.name = "A48", .begin = spin_on},
    {.name = "A52", .is_harmful = true, .begin = gain},
    {.name = "A53", .begin = stay},
    {.name = "A55", .is_harmful = true, .begin = attack_neighbour},
    {.name = "A60", .before_handshake = false_welcome},
    {.name = "A61", .begin = end},            {.name = "A61b", .before_handshake = end},
    {.name = "A62", .before_handshake = linger}, {.name = NULL},
};
