#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "outboard_linux/tighten.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "outboard_linux/launch.h"

// How many descriptors are looked at: a plugin that starts has few.
#define DESCRIPTORS 64

int outboard_tighten(uint64_t *filter, int count) {
  struct sock_fprog program = {.len = (unsigned short)count, .filter = (struct sock_filter *)filter};
  const uint32_t own = (uint32_t)getpid();
  for (int index = 0; index < count; index += 1) {
    if (program.filter[index].k == OUTBOARD_OWN_PROCESS) {
      program.filter[index].k = own;
    }
  }
  long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
  // A thread's number: one that has another filter.
  return result < 0 ? -errno : result > 0 ? -ESRCH : 0;
}

int outboard_has_epoll(int first) {
  static const char epoll[] = "anon_inode:[eventpoll]";
  for (int number = first; number < first + DESCRIPTORS; number += 1) {
    char path[32];
    char target[sizeof epoll];
    snprintf(path, sizeof path, "/proc/self/fd/%d", number);
    if (readlink(path, target, sizeof target) == sizeof epoll - 1 && memcmp(target, epoll, sizeof epoll - 1) == 0) {
      return 1;
    }
  }
  return 0;
}
