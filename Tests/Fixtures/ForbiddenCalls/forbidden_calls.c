#define _GNU_SOURCE

#include "forbidden_calls.h"

#include <dirent.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int forbid_call(int call, int error) {
  struct sock_filter instructions[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {.len = sizeof instructions / sizeof instructions[0], .filter = instructions};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
    return -errno;
  }
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0 ? 0 : -errno;
}

int limit_locked_memory(unsigned long byte_count) {
  struct rlimit limit = {.rlim_cur = byte_count, .rlim_max = byte_count};
  return setrlimit(RLIMIT_MEMLOCK, &limit) == 0 ? 0 : -errno;
}

int interrupt_threads(int signal) {
  DIR *tasks = opendir("/proc/self/task");
  if (tasks == NULL) {
    return -errno;
  }
  int count = 0;
  for (struct dirent *entry = readdir(tasks); entry != NULL; entry = readdir(tasks)) {
    int thread = atoi(entry->d_name);
    if (thread > 0 && thread != gettid() && syscall(SYS_tgkill, getpid(), thread, signal) == 0) {
      count += 1;
    }
  }
  closedir(tasks);
  return count;
}

static void ignore_interruption(int signal) { (void)signal; }

int be_interrupted_by(int signal) {
  // Without SA_RESTART: system calls return EINTR.
  struct sigaction action = {.sa_handler = ignore_interruption};
  return sigaction(signal, &action, NULL) == 0 ? 0 : -errno;
}
