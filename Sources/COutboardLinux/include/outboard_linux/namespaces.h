#ifndef OUTBOARD_LINUX_NAMESPACES_H
#define OUTBOARD_LINUX_NAMESPACES_H

// Namespaces for a process, see namespaces(7): a small first process makes them and holds them, and ends with the host.

#include <stdint.h>

#include "launch.h"

#pragma clang assume_nonnull begin

// Kinds of namespaces.
#define OUTBOARD_NAMESPACE_USERS 1      ///< with the host's user alone; lets an ordinary user make the others
#define OUTBOARD_NAMESPACE_PROCESSES 2  ///< process numbers; with a /proc of its own, so only together with files
#define OUTBOARD_NAMESPACE_FILES 4      ///< an empty root, with the paths that are named, and a /proc with processes
#define OUTBOARD_NAMESPACE_NETWORK 8    ///< no device, and no abstract socket
#define OUTBOARD_NAMESPACE_IPC 16       ///< System V objects and POSIX message queues

/// A path of the host that is there in the plugin's root as well, under the same name or another.
typedef struct outboard_launch_mount {
  const char *source;
  const char *target;  ///< absolute, without "." and ".."; those beneath another one come later
  int32_t is_folder;
  int32_t is_writable;
} outboard_launch_mount;

/// The namespaces of one launch.
struct outboard_launch_namespaces {
  int32_t kinds;
  int32_t init;   ///< descriptor of the first process's program, from outboard_init_image
  int32_t life;   ///< the reading end of a pipe: when nobody can write any more, all that is in the namespaces is killed
  int32_t mount_count;
  const outboard_launch_mount *_Nullable mounts;
  const char *_Nullable user_map;   ///< for /proc/self/uid_map; NULL without a namespace for users
  const char *_Nullable group_map;
};

/// Makes namespaces, enters them, and kills them again: whether a launch with them can work.
///
/// On failure `result` has the step and the error. About 1 ms.
void outboard_namespaces_try(const outboard_launch_namespaces *namespaces, outboard_launch_result *result);

/// Makes the pipe of a life; both ends are close-on-exec. Returns 0 or -errno.
int outboard_life_pipe(int *reading, int *writing);

/// The program of the first process, which waits for the end of its life: a file in memory, sealed.
///
/// Returns a descriptor, close-on-exec, or -errno; -ENOTSUP on a processor that it was not written for.
int outboard_init_image(void);

#pragma clang assume_nonnull end

#endif
