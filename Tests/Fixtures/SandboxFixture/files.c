#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "operations.h"

/// A path beneath /proc/HOST.
static const char *of_host(const targets *t, const char *name) {
  static char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", t->host, name);
  return path;
}

static const char *beside(const char *path, const char *name) {
  static char joined[4096];
  snprintf(joined, sizeof joined, "%s/%s", path, name);
  return joined;
}

static const char *through(const char *prefix, const char *path) {
  static char joined[4096];
  snprintf(joined, sizeof joined, "%s%s", prefix, path);
  return joined;
}

/// Whether a file can be made there; none is left.
static long creates(const char *path) {
  int file = open(path, O_RDWR | O_CREAT, 0600);
  return file >= 0 && unlink(path) == 0 ? close(file) : -1;
}

OPERATION(read_secret, open(t->secret, O_RDONLY))
OPERATION(read_secret_openat2, syscall(SYS_openat2, AT_FDCWD, t->secret, (uint64_t[]){0, 0, 0}, 24))
OPERATION(read_secret_root, open(through("/proc/self/root", t->secret), O_RDONLY))
OPERATION(read_secret_dots, open(through("/lib/../..", t->secret), O_RDONLY))
OPERATION(write_secret, open(t->secret, O_WRONLY))
OPERATION(truncate_secret, truncate(t->secret, 6))
OPERATION(truncate_readable, truncate(beside(t->readable, "file"), 6))
OPERATION(truncate_opening, open(beside(t->readable, "file"), O_RDONLY | O_TRUNC))
OPERATION(truncate_openat2, syscall(SYS_openat2, AT_FDCWD, beside(t->readable, "file"), (uint64_t[]){O_TRUNC, 0, 0}, 24))
OPERATION(unlink_secret, unlink(t->secret) == 0 ? 0 : errno == EXDEV ? 0 : -1)
OPERATION(rename_secret, rename(t->secret, beside(t->writable, "moved")) == 0 || errno == ENOENT ? 0 : -1)
OPERATION(link_secret, link(t->secret, beside(t->writable, "linked")))
OPERATION(chmod_secret, chmod(t->secret, 0600))
OPERATION(fchmod_own, fchmod(2, 0600))
OPERATION(chown_secret, chown(t->secret, (uid_t)-1, (gid_t)-1))
OPERATION(fchown_own, fchown(2, (uid_t)-1, (gid_t)-1))
OPERATION(touch_secret, utimensat(AT_FDCWD, t->secret, NULL, 0))
OPERATION(mark_secret, setxattr(t->secret, "user.x", "x", 1, 0) == 0 || errno == EOPNOTSUPP ? 0 : -1)
OPERATION(unmark_secret, removexattr(t->secret, "user.x") == 0 || errno == ENODATA || errno == EOPNOTSUPP ? 0 : -1)
OPERATION(execute_secret, execv(t->secret, (char *[]){"x", NULL}) < 0 && errno == ENOEXEC ? 0 : -1)
OPERATION(read_passwd, open("/etc/passwd", O_RDONLY))
OPERATION(list_root, open("/", O_RDONLY | O_DIRECTORY))
OPERATION(list_etc, open("/etc", O_RDONLY | O_DIRECTORY))
OPERATION(list_home, open("/home", O_RDONLY | O_DIRECTORY))
OPERATION(list_tmp, open("/tmp", O_RDONLY | O_DIRECTORY))
OPERATION(list_proc, open("/proc", O_RDONLY | O_DIRECTORY))
OPERATION(host_memory, open(of_host(t, "mem"), O_RDWR))
OPERATION(host_maps, open(of_host(t, "maps"), O_RDONLY))
OPERATION(host_environment, open(of_host(t, "environ"), O_RDONLY))
OPERATION(host_descriptors, open(of_host(t, "fd"), O_RDONLY | O_DIRECTORY))
OPERATION(host_descriptor, open(of_host(t, "fd/0"), O_RDONLY))
OPERATION(host_oom, open(of_host(t, "oom_score_adj"), O_WRONLY))
OPERATION(init_environment, open("/proc/1/environ", O_RDONLY))
OPERATION(own_memory, open("/proc/self/mem", O_RDWR))
OPERATION(own_oom, open("/proc/self/oom_score_adj", O_WRONLY))
OPERATION(host_working_folder, open(of_host(t, "cwd/."), O_RDONLY | O_DIRECTORY))
OPERATION(core_pattern, open("/proc/sys/kernel/core_pattern", O_WRONLY))
OPERATION(sysfs, open("/sys/kernel", O_RDONLY | O_DIRECTORY))
OPERATION(device_folder, open("/dev", O_RDONLY | O_DIRECTORY))
OPERATION(shared_memory, creates("/dev/shm/outboard-conformance"))
OPERATION(create_tmp, creates("/tmp/outboard-conformance"))
OPERATION(create_unnamed, open("/tmp", O_RDWR | O_TMPFILE, 0600))
OPERATION(create_here, creates("outboard-conformance"))
OPERATION(create_readable, creates(beside(t->readable, "new")))
OPERATION(write_readable, open(beside(t->readable, "file"), O_WRONLY))
OPERATION(make_folder, mkdir("/tmp/outboard-conformance-folder", 0700))
OPERATION(make_link, symlink("/etc", "/tmp/outboard-conformance-link"))
OPERATION(make_pipe, mkfifo("/tmp/outboard-conformance-pipe", 0600))
OPERATION(make_device, mknod(beside(t->writable, "null"), S_IFCHR | 0600, 0x103))
OPERATION(make_socket, mknod(beside(t->writable, "socket"), S_IFSOCK | 0600, 0))
OPERATION(memory_file, memfd_create("x", 0))
OPERATION(memory_secret, syscall(SYS_memfd_secret, 1u << 30) >= 0 || errno == EINVAL ? 0 : -1)
OPERATION(handle_of, syscall(SYS_name_to_handle_at, AT_FDCWD, "/", NULL, NULL, 0) < 0 && errno == EFAULT ? 0 : -1)
OPERATION(open_handle, syscall(SYS_open_by_handle_at, -1, NULL, 0) < 0 && errno != EPERM ? 0 : -1)
OPERATION(watch, inotify_init1(0))
OPERATION(watch_all, syscall(SYS_fanotify_init, 0, 0))
OPERATION(mount_it, mount("none", "/nonexistent", "tmpfs", 0, NULL) < 0 && errno == ENOENT ? 0 : -1)
OPERATION(unmount, umount2("/nonexistent", 0) < 0 && errno == ENOENT ? 0 : -1)
OPERATION(change_root, chroot("/nonexistent") < 0 && errno == ENOENT ? 0 : -1)
OPERATION(pivot, syscall(SYS_pivot_root, "/nonexistent", "/nonexistent") < 0 && errno == ENOENT ? 0 : -1)
OPERATION(open_file_system, syscall(SYS_fsopen, "nonexistent", 0) < 0 && errno == ENODEV ? 0 : -1)
OPERATION(clone_tree, syscall(SYS_open_tree, -1, "x", 0) < 0 && errno == EBADF ? 0 : -1)
OPERATION(asynchronous, syscall(SYS_io_setup, 0, NULL) < 0 && (errno == EINVAL || errno == EFAULT) ? 0 : -1)
OPERATION(flush_all, syscall(SYS_syncfs, -1) < 0 && errno == EBADF ? 0 : -1)

const operation forbidden_files[] = {
    {"read a file", read_secret}, {"read a file by openat2", read_secret_openat2},
    {"read a file through /proc/self/root", read_secret_root}, {"read a file past a granted folder", read_secret_dots},
    {"write to a file", write_secret}, {"truncate a file", truncate_secret}, {"link a file", link_secret},
    {"change a file's mode", chmod_secret}, {"change an open file's mode", fchmod_own},
    {"change a file's owner", chown_secret}, {"change an open file's owner", fchown_own},
    {"change a file's time", touch_secret}, {"set an attribute", mark_secret}, {"remove an attribute", unmark_secret},
    {"execute a file", execute_secret}, {"read /etc/passwd", read_passwd}, {"list /", list_root},
    {"list /etc", list_etc}, {"list /home", list_home}, {"list /tmp", list_tmp}, {"list /proc", list_proc},
    {"open the host's memory", host_memory}, {"read the host's mappings", host_maps},
    {"read the host's environment", host_environment}, 
    {"list the host's descriptors", host_descriptors}, {"open a descriptor of the host", host_descriptor},
    {"change the host's OOM score", host_oom}, {"read the environment of process 1", init_environment},
    {"write to its own memory file", own_memory}, {"lower its own OOM score", own_oom},
    {"set the core pattern", core_pattern}, {"list the host's folder", host_working_folder}, {"list /sys/kernel", sysfs},
    {"list /dev", device_folder}, {"create shared memory", shared_memory}, {"create a file in /tmp", create_tmp},
    {"create a file without a name", create_unnamed}, {"create a file where it is", create_here},
    {"create a file where it may read", create_readable}, {"write where it may read", write_readable},
    {"truncate where it may read", truncate_readable}, {"truncate by opening for reading", truncate_opening},
    {"truncate by openat2", truncate_openat2},
    {"make a folder", make_folder}, {"make a symbolic link", make_link},
    {"make a FIFO", make_pipe}, {"make a device where it may write", make_device},
    {"make a socket where it may write", make_socket}, {"make a file in memory", memory_file},
    {"make secret memory", memory_secret}, {"get a file handle", handle_of}, {"open a file handle", open_handle},
    {"watch files", watch}, {"watch file systems", watch_all}, {"mount", mount_it}, {"unmount", unmount},
    {"change the root", change_root}, {"pivot the root", pivot}, {"open a file system", open_file_system},
    {"clone a mount", clone_tree}, {"asynchronous input and output", asynchronous}, {"flush file systems", flush_all},
    {"rename a file", rename_secret}, {"remove a file", unlink_secret}, {NULL, NULL},
};
