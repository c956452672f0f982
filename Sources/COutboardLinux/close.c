// Closing everything that a child must not inherit. Runs in the child: see child.h.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"

#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#define LISTING_BYTES 1024

/// The kernel's struct linux_dirent64.
typedef struct entry {
  uint64_t inode;
  int64_t offset;
  uint16_t length;
  uint8_t type;
  char name[];
} entry;

/// The number that a name spells, or -1.
OUTBOARD_CHILD_CODE static int number_of(const char *name) {
  int number = 0;
  if (*name == 0) {
    return -1;
  }
  for (; *name != 0; name += 1) {
    if (*name < '0' || *name > '9' || number > (INT_MAX - 9) / 10) {
      return -1;
    }
    number = number * 10 + (*name - '0');
  }
  return number;
}

OUTBOARD_CHILD_CODE static int close_listed_from(int first) {
  long directory = syscall(SYS_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (directory < 0) {
    return -errno;
  }
  _Alignas(entry) char listing[LISTING_BYTES];
  for (;;) {
    long count = syscall(SYS_getdents64, (int)directory, listing, LISTING_BYTES);
    if (count < 0) {
      return -errno;
    }
    if (count == 0) {
      break;
    }
    for (long position = 0; position < count;) {
      const entry *current = (const entry *)(listing + position);
      int number = number_of(current->name);
      if (number >= first && number != (int)directory) {
        syscall(SYS_close, number);
      }
      position += current->length;
    }
  }
  syscall(SYS_close, (int)directory);
  return 0;
}

OUTBOARD_CHILD_CODE int outboard_close_from(int first, int by_listing) {
  if (!by_listing) {
    if (syscall(SYS_close_range, first, ~0U, 0) == 0) {
      return 0;
    }
    if (errno != ENOSYS && errno != EPERM) {
      return -errno;
    }
  }
  return close_listed_from(first);
}
