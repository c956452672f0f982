#define _GNU_SOURCE

#include "forbidden_calls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
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

static long attempt(const char *path, enum emptying how) {
  const unsigned long long truncating[] = {O_TRUNC, 0, 0};
  switch (how) {
    case EMPTY_BY_NAME: return truncate(path, 0);
    case EMPTY_READING: return openat(AT_FDCWD, path, O_RDONLY | O_TRUNC);
    case EMPTY_BY_OPENAT2: return syscall(SYS_openat2, AT_FDCWD, path, truncating, sizeof truncating);
    case EMPTY_WRITING: return openat(AT_FDCWD, path, O_WRONLY | O_TRUNC);
    case EMPTY_CHANGING: return openat(AT_FDCWD, path, O_RDWR | O_TRUNC);
    case ONLY_READ: return openat(AT_FDCWD, path, O_RDONLY);
  }
  return -1;
}

/// Calls `body` in a child of its own, under a filter. Returns 0 or its error, or -1 if it was not tried.
static int under_filter(const unsigned long *instructions, int count, long (*body)(const void *), const void *argument) {
  struct sock_fprog program = {.len = (unsigned short)count, .filter = (struct sock_filter *)instructions};
  // A process and not a thread: at the end of a thread a sanitizer makes calls that no plugin has.
  pid_t child = fork();
  if (child == 0) {
    // Nobody who waits for the end of a socket or a pipe waits for this.
    syscall(SYS_close_range, 3u, ~0u, 0u);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0) {
      _exit(255);
    }
    _exit(body(argument) < 0 ? errno : 0);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) == 255) {
    return -1;
  }
  return WEXITSTATUS(status);
}

struct attempted {
  const char *path;
  enum emptying how;
};

static long attempt_it(const void *argument) {
  const struct attempted *it = argument;
  return attempt(it->path, it->how);
}

int try_under_filter(const unsigned long *instructions, int count, const char *path, enum emptying how) {
  struct attempted it = {path, how};
  return under_filter(instructions, count, attempt_it, &it);
}

static long pair_it(const void *type) { return socketpair(AF_UNIX, *(const int *)type, 0, (int[2]){0}); }

int pair_under_filter(const unsigned long *instructions, int count, int type) {
  return under_filter(instructions, count, pair_it, &type);
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
