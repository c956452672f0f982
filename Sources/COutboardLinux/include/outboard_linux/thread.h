#ifndef OUTBOARD_LINUX_THREAD_H
#define OUTBOARD_LINUX_THREAD_H

// Threads: pthread_create(3), pthread_setname_np(3), gettid(2).

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <stdint.h>

#pragma clang assume_nonnull begin

/// What a thread runs.
typedef void (*outboard_thread_body)(void *_Nullable context);

/// Starts a detached thread. The kernel keeps the first 15 bytes of `name`. With `blocks_signals` the thread
/// handles no signal but those that a fault of its own raises. Returns 0 or -errno; on failure `body` does not run.
int outboard_thread_start(const char *name, uint64_t stack_byte_count, int blocks_signals, outboard_thread_body body,
                          void *_Nullable context);

/// The kernel's number of the calling thread.
int32_t outboard_thread_id(void);

#pragma clang assume_nonnull end

#endif
