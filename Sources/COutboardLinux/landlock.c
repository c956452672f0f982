// Raw system calls: glibc has no wrappers, and the headers of many distributions are older than their kernels.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "outboard_linux/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#endif

#define RULES_VERSION 1u      // LANDLOCK_CREATE_RULESET_VERSION
#define RULE_PATH_BENEATH 1u  // LANDLOCK_RULE_PATH_BENEATH

// LANDLOCK_ACCESS_FS_*
#define EXECUTE (1ull << 0)
#define WRITE_FILE (1ull << 1)
#define READ_FILE (1ull << 2)
#define READ_FOLDER (1ull << 3)
#define CREATION 0x1ff0ull       // bits 4 to 12: remove and make
#define MAKE_CHARACTER (1ull << 6)
#define MAKE_SOCKET (1ull << 9)
#define MAKE_BLOCK (1ull << 11)
#define REFER (1ull << 13)          // version 2
#define TRUNCATE (1ull << 14)       // version 3
#define IOCTL_DEVICE (1ull << 15)   // version 5
#define ON_FILES (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE)

/// struct landlock_ruleset_attr, as it is from version 6 on.
typedef struct rules_attributes {
  uint64_t files;
  uint64_t network;  // version 4
  uint64_t scopes;   // version 6
} rules_attributes;

/// struct landlock_path_beneath_attr.
typedef struct __attribute__((packed)) path_attributes {
  uint64_t allowed;
  int32_t parent;
} path_attributes;

int outboard_landlock_version(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, RULES_VERSION);
  return version < 0 ? -errno : (int)version;
}

/// What a version can forbid about files.
OUTBOARD_CHILD_CODE static uint64_t handled(int version) {
  uint64_t rights = EXECUTE | WRITE_FILE | READ_FILE | READ_FOLDER | CREATION;
  if (version >= 2) {
    rights |= REFER;
  }
  if (version >= OUTBOARD_LANDLOCK_TRUNCATION) {
    rights |= TRUNCATE;
  }
  if (version >= 5) {
    rights |= IOCTL_DEVICE;
  }
  return rights;
}

int outboard_landlock_create(int version, int allows_tcp) {
  rules_attributes attributes = {.files = handled(version)};
  size_t size = sizeof attributes.files;
  if (version >= OUTBOARD_LANDLOCK_TCP) {
    attributes.network = allows_tcp ? 0 : 3;  // bind and connect
    size = offsetof(rules_attributes, scopes);
  }
  if (version >= OUTBOARD_LANDLOCK_SCOPES) {
    attributes.scopes = 3;  // abstract sockets and signals
    size = sizeof attributes;
  }
  // Always close-on-exec.
  long rules = syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
  return rules < 0 ? -errno : (int)rules;
}

OUTBOARD_CHILD_CODE int outboard_landlock_allow(int rules, int path, uint32_t rights, int version) {
  path_attributes attributes;
  attributes.allowed = 0;
  attributes.parent = path;
  if (rights & OUTBOARD_PATH_READ) {
    attributes.allowed |= READ_FILE | READ_FOLDER;
  }
  if (rights & OUTBOARD_PATH_EXECUTE) {
    attributes.allowed |= EXECUTE | READ_FILE;
  }
  if (rights & OUTBOARD_PATH_WRITE) {
    // No devices, and no sockets.
    attributes.allowed |= WRITE_FILE | TRUNCATE | REFER | (CREATION & ~(MAKE_CHARACTER | MAKE_BLOCK | MAKE_SOCKET));
  }
  if (rights & OUTBOARD_PATH_DEVICE) {
    attributes.allowed |= WRITE_FILE | IOCTL_DEVICE;
  }
  attributes.allowed &= handled(version);
  if (syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &attributes, 0) == 0) {
    return 0;
  }
  if (errno != EINVAL) {
    return -errno;
  }
  // A file that is no folder takes no rights of folders. Not asked for beforehand: it saves a stat(2) each.
  attributes.allowed &= ON_FILES;
  return syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &attributes, 0) == 0 ? 0 : -errno;
}

int outboard_landlock_allow_path(int rules, const char *path, uint32_t rights, int version) {
  int file = open(path, O_PATH | O_CLOEXEC);
  if (file < 0) {
    return -errno;
  }
  int result = outboard_landlock_allow(rules, file, rights, version);
  close(file);
  return result;
}
