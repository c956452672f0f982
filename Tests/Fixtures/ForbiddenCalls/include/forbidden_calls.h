#ifndef FORBIDDEN_CALLS_H
#define FORBIDDEN_CALLS_H

/// Forbids a system call to all threads of this process and to its children: it answers with `error` from now on.
/// Returns 0 or -errno.
int forbid_call(int call, int error);

/// Limits the memory that this process may lock. Returns 0 or -errno.
int limit_locked_memory(unsigned long byte_count);

/// Handles a signal by doing nothing, so that it interrupts the system calls of the threads that get it.
/// Returns 0 or -errno.
int be_interrupted_by(int signal);

/// Sends a signal to every thread of this process but the calling one. Returns how many got it, or -errno.
int interrupt_threads(int signal);

#endif
