// The first process of a plugin's namespaces, and the one that enters them. Both run in the host's memory: see child.h.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "outboard_linux/namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"

// Headers older than their kernels.
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif
#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 1
#endif
#ifndef OPEN_TREE_CLOEXEC
#define OPEN_TREE_CLOEXEC O_CLOEXEC
#endif
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif
#define MOVE_FROM_ITSELF 0x4   // MOVE_MOUNT_F_EMPTY_PATH
#define OPEN_CLOSE_ON_EXEC 1   // FSOPEN_CLOEXEC, FSMOUNT_CLOEXEC
#define CONFIGURE_STRING 1     // FSCONFIG_SET_STRING
#define CONFIGURE_CREATE 6     // FSCONFIG_CMD_CREATE
#define MOUNT_READ_ONLY 0x1    // MOUNT_ATTR_RDONLY
#define MOUNT_NO_SETUID 0x2    // MOUNT_ATTR_NOSUID
#define MOUNT_NO_DEVICES 0x4   // MOUNT_ATTR_NODEV
#define MOUNT_NO_EXECUTION 0x8 // MOUNT_ATTR_NOEXEC
#define FAILED_EXIT_CODE 127
#define KERNEL_SIGNAL_SET_BYTES 8
#define LIFE 0
#define PROGRAM 1

/// struct mount_attr.
typedef struct mount_attributes {
  uint64_t set;
  uint64_t clear;
  uint64_t propagation;
  uint64_t user_namespace;
} mount_attributes;

/// The kernel's struct sigaction, with SIG_IGN and nothing else.
static const uint64_t ignored_disposition[4] = {1};
static char *const no_strings[] = {NULL};

OUTBOARD_CHILD_CODE static void write_file(const outboard_child *child, const char *path, const char *text) {
  size_t length = 0;
  while (text[length]) {
    length += 1;
  }
  long file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
  if (file < 0 || syscall(SYS_write, (int)file, text, length) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_IDENTITY, errno);
  }
  syscall(SYS_close, (int)file);
}

/// A new file system, not attached anywhere.
OUTBOARD_CHILD_CODE static int make_mount(const outboard_child *child, const char *type, unsigned attributes,
                                          int step) {
  long context = syscall(SYS_fsopen, type, OPEN_CLOSE_ON_EXEC);
  if (context < 0) {
    outboard_child_fail(child, step, errno);
  }
  // Everybody may look into the root; it does not take part in the umask.
  if (step == OUTBOARD_LAUNCH_ROOT) {
    syscall(SYS_fsconfig, (int)context, CONFIGURE_STRING, "mode", "755", 0);
  }
  if (syscall(SYS_fsconfig, (int)context, CONFIGURE_CREATE, NULL, NULL, 0) < 0) {
    outboard_child_fail(child, step, errno);
  }
  long mount = syscall(SYS_fsmount, (int)context, OPEN_CLOSE_ON_EXEC, attributes);
  if (mount < 0) {
    outboard_child_fail(child, step, errno);
  }
  syscall(SYS_close, (int)context);
  return (int)mount;
}

/// Makes the folders of a path in the new root, and what the path itself names. What is there stays.
OUTBOARD_CHILD_CODE static void make_place(const outboard_child *child, int root, const char *path, int is_folder) {
  char part[PATH_MAX];
  size_t length = 0;
  for (; path[length]; length += 1) {
    if (length + 1 >= sizeof part) {
      outboard_child_fail(child, OUTBOARD_LAUNCH_ROOT, ENAMETOOLONG);
    }
    if (path[length] == '/' && length > 0) {
      part[length] = 0;
      syscall(SYS_mkdirat, root, part, 0755);
    }
    part[length] = path[length];
  }
  part[length] = 0;
  if (is_folder) {
    syscall(SYS_mkdirat, root, part, 0755);
    return;
  }
  long file = syscall(SYS_openat, root, part, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (file >= 0) {
    syscall(SYS_close, (int)file);
  }
}

OUTBOARD_CHILD_CODE static void attach(const outboard_child *child, int root, const outboard_launch_mount *mount) {
  long tree = syscall(SYS_open_tree, AT_FDCWD, mount->source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
  if (tree < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_ROOT, errno);
  }
  mount_attributes attributes;
  attributes.set = MOUNT_NO_SETUID | (mount->is_writable ? 0 : MOUNT_READ_ONLY);
  attributes.clear = 0;
  attributes.propagation = 0;
  attributes.user_namespace = 0;
  if (syscall(SYS_mount_setattr, (int)tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes, sizeof attributes) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_ROOT, errno);
  }
  // Beneath the root: the target is absolute.
  const char *target = mount->target + 1;
  make_place(child, root, target, mount->is_folder);
  if (syscall(SYS_move_mount, (int)tree, "", root, target, MOVE_FROM_ITSELF) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_ROOT, errno);
  }
  syscall(SYS_close, (int)tree);
}

/// Replaces the root by an empty one that has the paths of the plan.
OUTBOARD_CHILD_CODE static void make_root(const outboard_child *child) {
  const outboard_launch_namespaces *namespaces = child->namespaces;
  // What is mounted here stays here.
  if (syscall(SYS_mount, NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_ROOT, errno);
  }
  const int root = make_mount(child, "tmpfs", MOUNT_NO_SETUID | MOUNT_NO_DEVICES, OUTBOARD_LAUNCH_ROOT);
  // On top of the old root, which paths that begin with a slash still start from.
  if (syscall(SYS_move_mount, root, "", AT_FDCWD, "/", MOVE_FROM_ITSELF) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_ROOT, errno);
  }
  for (int index = 0; index < namespaces->mount_count; index += 1) {
    attach(child, root, &namespaces->mounts[index]);
  }
  if (namespaces->kinds & OUTBOARD_NAMESPACE_PROCESSES) {
    const int processes = make_mount(child, "proc", MOUNT_NO_SETUID | MOUNT_NO_DEVICES | MOUNT_NO_EXECUTION,
                                     OUTBOARD_LAUNCH_PROC);
    make_place(child, root, "proc", 1);
    if (syscall(SYS_move_mount, processes, "", root, "proc", MOVE_FROM_ITSELF) < 0) {
      outboard_child_fail(child, OUTBOARD_LAUNCH_PROC, errno);
    }
    syscall(SYS_close, processes);
  }
  mount_attributes attributes;
  attributes.set = MOUNT_READ_ONLY;
  attributes.clear = 0;
  attributes.propagation = 0;
  attributes.user_namespace = 0;
  // The old root ends up on top of the new one, and is taken away there: pivot_root(2).
  if (syscall(SYS_mount_setattr, root, "", AT_EMPTY_PATH, &attributes, sizeof attributes) < 0
      || syscall(SYS_fchdir, root) < 0 || syscall(SYS_pivot_root, ".", ".") < 0
      || syscall(SYS_umount2, ".", MNT_DETACH) < 0 || syscall(SYS_chdir, "/") < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_ROOT, errno);
  }
  syscall(SYS_close, root);
}

OUTBOARD_CHILD_CODE int outboard_first_main(void *argument) {
  const outboard_child *child = argument;
  const outboard_launch_namespaces *namespaces = child->namespaces;
  const uint64_t every_signal = ~0ULL;

  outboard_child_reset_signals(child);
  // It is not told of its children, and the kernel collects them.
  syscall(SYS_rt_sigaction, SIGCHLD, &ignored_disposition, NULL, KERNEL_SIGNAL_SET_BYTES);
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every_signal, NULL, KERNEL_SIGNAL_SET_BYTES);
  if (syscall(SYS_setsid) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_SESSION, errno);
  }
  // What is made here has the mode that it says.
  syscall(SYS_umask, 0);
  if (namespaces->user_map) {
    // In this order: the second file can be written by an ordinary user only after the first.
    write_file(child, "/proc/self/setgroups", "deny");
    write_file(child, "/proc/self/gid_map", namespaces->group_map);
    write_file(child, "/proc/self/uid_map", namespaces->user_map);
  }
  if (namespaces->kinds & OUTBOARD_NAMESPACE_FILES) {
    make_root(child);
  }
  if (syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_DEATH_SIGNAL, errno);
  }
  if (syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_PRIVILEGES, errno);
  }
  // Out of the way first: each may have the number of the other.
  long life = syscall(SYS_fcntl, namespaces->life, F_DUPFD_CLOEXEC, PROGRAM + 1);
  long program = syscall(SYS_fcntl, namespaces->init, F_DUPFD_CLOEXEC, PROGRAM + 1);
  if (life < 0 || program < 0 || syscall(SYS_dup3, (int)life, LIFE, 0) < 0
      || syscall(SYS_dup3, (int)program, PROGRAM, O_CLOEXEC) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_DESCRIPTORS, errno);
  }
  int closed = outboard_close_from(PROGRAM + 1, 0);
  if (closed < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_CLOSE_RANGE, -closed);
  }
  outboard_child_drop_capabilities(child);
  syscall(SYS_execveat, PROGRAM, "", no_strings, no_strings, AT_EMPTY_PATH);
  outboard_child_fail(child, OUTBOARD_LAUNCH_INIT, errno);
  return FAILED_EXIT_CODE;
}

int outboard_life_pipe(int *reading, int *writing) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) {
    return -errno;
  }
  *reading = ends[0];
  *writing = ends[1];
  return 0;
}

/// glibc's clone under its other name; see launch.c.
extern int __clone(int (*body)(void *), void *stack_top, int flags, void *argument, ...);

OUTBOARD_CHILD_CODE int outboard_entry_main(void *argument) {
  const outboard_entry *entry = argument;
  const outboard_child *child = entry->child;
  // Process numbers: for its children.
  if (syscall(SYS_setns, entry->init_pidfd, entry->kinds) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_ENTER, errno);
  }
  if (child->plan) {
    // As a child of the host: this process is only a way in. Its descriptors are the host's, and so the pidfd is, too.
    int pidfd = -1;
    int pid = __clone(outboard_child_main, entry->stack_top,
                      CLONE_VM | CLONE_VFORK | CLONE_PARENT | CLONE_PIDFD | SIGCHLD, (void *)child, &pidfd);
    if (pid < 0) {
      outboard_child_fail(child, OUTBOARD_LAUNCH_CLONE, errno);
    }
    child->result->pid = pid;
    child->result->pidfd = pidfd;
  }
  for (;;) {
    syscall(SYS_exit_group, 0);
  }
  return 0;
}
