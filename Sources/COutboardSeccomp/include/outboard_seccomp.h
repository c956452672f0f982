#ifndef OUTBOARD_SECCOMP_H
#define OUTBOARD_SECCOMP_H

// The system calls of a plugin, as a filter for the kernel: what a host needs of libseccomp, and nothing that a plugin
// links.

#include <stdint.h>

#pragma clang assume_nonnull begin

// What a filter allows besides.
#define OUTBOARD_CALLS_NETWORK 1    ///< sockets of the families IPv4 and IPv6
#define OUTBOARD_CALLS_PROCESSES 2  ///< further processes

/// Builds the filter.
///
/// Where it says `own_process`, the number of the plugin's process has to be put. What is not allowed fails: with EPERM
/// where it is known and refused, with ENOSYS, which makes libraries fall back on what is older, where it is not known.
///
/// Returns how many instructions (struct sock_filter) were written, or -errno; -E2BIG if they do not fit. About 2 ms.
int outboard_seccomp_build(uint32_t allowances, uint32_t own_process, uint64_t *instructions, int capacity);

#pragma clang assume_nonnull end

#endif
