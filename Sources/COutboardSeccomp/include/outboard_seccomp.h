#ifndef OUTBOARD_SECCOMP_H
#define OUTBOARD_SECCOMP_H

// The system calls of a plugin, as a filter for the kernel: what a host needs of libseccomp, and nothing that a plugin
// links.

#include <stdint.h>

#pragma clang assume_nonnull begin

// What a filter allows besides.
#define OUTBOARD_CALLS_NETWORK 1    ///< sockets of the families IPv4 and IPv6
#define OUTBOARD_CALLS_PROCESSES 2  ///< further processes
#define OUTBOARD_CALLS_OUTLIVING 32  ///< giving up the signal by which it ends with its host
#define OUTBOARD_CALLS_TRUNCATING 64  ///< truncating files by their names, and while they are opened for reading
// These make a difference only when the plugin is ready.
#define OUTBOARD_CALLS_READING 4    ///< files
#define OUTBOARD_CALLS_WRITING 8    ///< files and folders
#define OUTBOARD_CALLS_CODE 16      ///< loading libraries

/// Builds the filter.
///
/// Where it says `own_process`, the number of the plugin's process has to be put. What is not allowed fails: with EPERM
/// where it is known and refused, with ENOSYS, which makes libraries fall back on what is older, where it is not known.
///
/// Returns how many instructions (struct sock_filter) were written, or -errno; -E2BIG if they do not fit. About 2 ms.
int outboard_seccomp_build(uint32_t allowances, uint32_t own_process, uint64_t *instructions, int capacity);

/// Builds the filter of a plugin that is ready: the few calls that it serves with, and those of its allowances.
///
/// `more` has names of calls to allow besides, with any arguments, and spaces between them. `allowed` gets the number of
/// calls that are allowed, with all or some of their arguments. Otherwise like the one above.
int outboard_seccomp_build_ready(uint32_t allowances, uint32_t own_process, const char *more, uint64_t *instructions,
                                 int capacity, int *allowed);

/// Whether a plugin that is ready keeps a call with any arguments, because every plugin does or because of its allowances.
int outboard_seccomp_ready_has(uint32_t allowances, const char *name);

/// Whether there is a call of that name, on this machine or another one.
int outboard_seccomp_knows(const char *name);

#pragma clang assume_nonnull end

#endif
