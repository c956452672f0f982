#ifndef FORBIDDEN_CALLS_H
#define FORBIDDEN_CALLS_H

/// Forbids a system call to all threads of this process and to its children: it answers with `error` from now on.
/// Returns 0 or -errno.
int forbid_call(int call, int error);

/// How a file is opened or emptied by `try_under_filter`.
enum emptying { EMPTY_BY_NAME, EMPTY_READING, EMPTY_BY_OPENAT2, EMPTY_WRITING, EMPTY_CHANGING, ONLY_READ };

/// Opens or empties a file in a child of its own, under a filter of `count` instructions, each a struct sock_filter.
/// Returns 0 if that worked, otherwise the error of it, or -1 if it was not tried.
int try_under_filter(const unsigned long *instructions, int count, const char *path, enum emptying how);

/// The same with socketpair(2) of a type, which may have flags.
int pair_under_filter(const unsigned long *instructions, int count, int type);

/// Limits the memory that this process may lock. Returns 0 or -errno.
int limit_locked_memory(unsigned long byte_count);

/// Handles a signal by doing nothing, so that it interrupts the system calls of the threads that get it.
/// Returns 0 or -errno.
int be_interrupted_by(int signal);

/// Sends a signal to every thread of this process but the calling one. Returns how many got it, or -errno.
int interrupt_threads(int signal);

#endif
