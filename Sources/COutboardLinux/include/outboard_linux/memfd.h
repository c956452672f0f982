#ifndef OUTBOARD_LINUX_MEMFD_H
#define OUTBOARD_LINUX_MEMFD_H

// Anonymous files and their seals: memfd_create(2), fcntl(2), fallocate(2), madvise(2).

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <stdint.h>

#pragma clang assume_nonnull begin

// The kernel's values; older C libraries lack the last one.
#define OUTBOARD_SEAL_SEAL 0x0001
#define OUTBOARD_SEAL_SHRINK 0x0002
#define OUTBOARD_SEAL_GROW 0x0004
#define OUTBOARD_SEAL_WRITE 0x0008
#define OUTBOARD_SEAL_FUTURE_WRITE 0x0010
#define OUTBOARD_SEAL_EXECUTE 0x0020

/// Creates an empty sealable memfd, close-on-exec and not executable where the kernel knows how (6.3).
/// `name` shows up in /proc/PID/maps. Returns the descriptor or -errno.
int outboard_memfd_create(const char *name);

/// Adds seals. Returns 0 or -errno.
int outboard_memfd_add_seals(int descriptor, int seals);

/// The seals of a file, or -errno (-EINVAL: a file that cannot be sealed).
int outboard_memfd_seals(int descriptor);

/// Sets the size of a file. Returns 0 or -errno.
int outboard_memfd_resize(int descriptor, int64_t byte_count);

/// The size of a file, or -errno.
int64_t outboard_memfd_byte_count(int descriptor);

/// Allocates the pages of a range, so that touching them cannot fail later. Returns 0 or -errno.
int outboard_memfd_allocate(int descriptor, int64_t offset, int64_t byte_count);

/// Makes the pages of a mapped range present: writable ones if `writable`. Returns 0 or -errno
/// (-EFAULT where touching the page would raise SIGBUS).
int outboard_populate(void *address, uint64_t byte_count, int writable);

/// Keeps a mapped range out of forked children. Returns 0 or -errno.
int outboard_exclude_from_fork(void *address, uint64_t byte_count);

#pragma clang assume_nonnull end

#endif
