#ifndef OUTBOARD_LINUX_LANDLOCK_H
#define OUTBOARD_LINUX_LANDLOCK_H

// Landlock, see landlock(7): what a process may do with files, TCP, abstract sockets and signals, given up for ever.

#include <stdint.h>

#pragma clang assume_nonnull begin

// What a rule allows beneath its path.
#define OUTBOARD_PATH_READ 1     ///< reading files, listing folders
#define OUTBOARD_PATH_EXECUTE 2  ///< executing files
#define OUTBOARD_PATH_WRITE 4    ///< writing, creating, removing and renaming files and folders
#define OUTBOARD_PATH_DEVICE 8   ///< writing to a device that is there, and its ioctl(2)

/// The version of Landlock that the kernel has, 1 or more. -ENOSYS: it has none. -EOPNOTSUPP: it is switched off.
int outboard_landlock_version(void);

/// The first version that knows truncation (Linux 6.2), the first that knows TCP (Linux 6.7), and the first that knows signals
/// and abstract sockets (Linux 6.12).
#define OUTBOARD_LANDLOCK_TRUNCATION 3
#define OUTBOARD_LANDLOCK_TCP 4
#define OUTBOARD_LANDLOCK_SCOPES 6

/// Makes a set of rules that forbids what that version can forbid, but for TCP if `allows_tcp`.
///
/// Returns its descriptor, which is close-on-exec, or -errno.
int outboard_landlock_create(int version, int allows_tcp);

/// Allows what `rights` says beneath an open file or folder. Returns 0 or -errno.
///
/// Async-signal-safe: the child calls it for its own folder in /proc.
int outboard_landlock_allow(int rules, int path, uint32_t rights, int version);

/// The same for a path, which is looked up now; links are followed. Returns 0 or -errno.
int outboard_landlock_allow_path(int rules, const char *path, uint32_t rights, int version);

#pragma clang assume_nonnull end

#endif
