#ifndef FORBIDDEN_CALLS_H
#define FORBIDDEN_CALLS_H

/// Forbids a system call to all threads of this process and to its children: it answers with `error` from now on.
/// Returns 0 or -errno.
int forbid_call(int call, int error);

/// Limits the memory that this process may lock. Returns 0 or -errno.
int limit_locked_memory(unsigned long byte_count);

#endif
