#ifndef OUTBOARD_LINUX_TIGHTEN_H
#define OUTBOARD_LINUX_TIGHTEN_H

// Giving up system calls in a process that runs: seccomp(2).

#include <stdint.h>

#pragma clang assume_nonnull begin

/// Installs a filter in all threads of the process, for ever. It adds to those that there are.
///
/// Where the filter says OUTBOARD_OWN_PROCESS, the number of this process is put. Returns 0 or -errno; -ESRCH if a
/// thread has a filter that the others do not have.
int outboard_tighten(uint64_t *filter, int count);

/// Whether this process has an epoll instance at one of 64 descriptors from `first` on.
int outboard_has_epoll(int first);

#pragma clang assume_nonnull end

#endif
