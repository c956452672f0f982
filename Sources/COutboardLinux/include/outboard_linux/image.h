#ifndef OUTBOARD_LINUX_IMAGE_H
#define OUTBOARD_LINUX_IMAGE_H

// Programs that cannot change any more.

#include <stdint.h>

#pragma clang assume_nonnull begin

/// Copies a program into memory and seals it: its bytes, its size and its permission to be executed.
///
/// The path is opened once, and not if it is a symbolic link. What is at the path, and what is written to it meanwhile,
/// decides what the copy holds, and nothing changes that afterwards. Returns a descriptor, which is close-on-exec, or
/// -errno: ELOOP for a link, ENOEXEC for what is no file, EFBIG for more than `limit` bytes, EACCES where the sysctl
/// vm.memfd_noexec is 2.
int outboard_image_copy(const char *path, const char *name, int64_t limit);

/// Makes a program of these bytes, sealed in the same way. Returns a descriptor, which is close-on-exec, or -errno.
int outboard_image_of_bytes(const char *name, const void *bytes, uint64_t count);

#pragma clang assume_nonnull end

#endif
