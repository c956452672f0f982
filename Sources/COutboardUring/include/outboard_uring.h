#ifndef OUTBOARD_URING_H
#define OUTBOARD_URING_H

// Waiting with io_uring(7): what a host needs of liburing, and nothing that a plugin links.

#include <stdint.h>

#pragma clang assume_nonnull begin

/// A ring. All functions but `outboard_uring_close` belong to the thread that opened it: the kernel runs the work of
/// a poll on the thread that submitted it, and ends its polls when that thread ends.
typedef struct outboard_uring outboard_uring;

/// A completion, as the kernel writes it.
typedef struct outboard_uring_completion {
  uint64_t token;
  int32_t result;  ///< of a poll: what happened (the bits of poll(2)), or -errno
  uint32_t flags;
} outboard_uring_completion;

/// In `flags`: the poll goes on, and more completions of it will come.
#define OUTBOARD_URING_MORE 0x2u

/// The token of completions that say nothing: a poll was removed, or was gone already.
#define OUTBOARD_URING_IGNORE 0xfffffffffffffffeULL

/// `timeout` of `outboard_uring_wait`: none.
#define OUTBOARD_URING_FOREVER 0xffffffffffffffffULL

// The set-ups of a ring, best first: each works on older kernels than the one before.
#define OUTBOARD_URING_DEFERRED 0     ///< completions are made inside the wait only: Linux 6.1
#define OUTBOARD_URING_COOPERATIVE 1  ///< the kernel does not interrupt the thread for them: Linux 5.19
#define OUTBOARD_URING_PLAIN 2        ///< Linux 5.11

/// Opens a ring, close-on-exec and invisible to forked children. Tries `setup` and, where the kernel does not know
/// it, those after it. `submissions` and `completions` are rounded up to powers of two and clamped by the kernel;
/// completions that find no room wait in the kernel. A ring that is `registered` takes one of the thread's places for
/// rings, which makes each wait a little cheaper. Returns the set-up or -errno.
int outboard_uring_open(uint32_t submissions, uint32_t completions, int setup, int registered,
                        outboard_uring *_Nullable *_Nonnull result);

/// Closes a ring and ends its polls. A thread other than the ring's own cannot give back the place of a registered ring
/// among those of its thread: the kernel then keeps the ring, with its polls, until that thread ends.
void outboard_uring_close(outboard_uring *ring, int is_own_thread);

/// 0 if the kernel has all that is used here; otherwise the name of what is missing.
const char *_Nullable outboard_uring_missing(outboard_uring *ring);

/// Queues a poll, for the next wait. Many completions, one for each change, if `repeats`; one otherwise. Returns 0, or
/// -errno if there is no room and what is queued could not be submitted.
int outboard_uring_poll(outboard_uring *ring, int descriptor, uint32_t events, int repeats, uint64_t token);

/// Queues the removal of the poll with the token, for the next wait. Returns as `outboard_uring_poll`.
int outboard_uring_remove(outboard_uring *ring, uint64_t token);

/// Queues a write(2) of 1 to an eventfd that does not block, for the next wait or `outboard_uring_submit`. There is no
/// completion if it succeeds. Returns as `outboard_uring_poll`.
int outboard_uring_ring_bell(outboard_uring *ring, int descriptor);

/// Submits what is queued: one io_uring_enter(2), none if nothing is. Returns 0 or -errno.
int outboard_uring_submit(outboard_uring *ring);

/// How many requests are queued that the kernel has not taken.
uint32_t outboard_uring_queued(const outboard_uring *ring);

/// Submits what is queued and waits for `wanted` completions, at most `timeout` nanoseconds: one io_uring_enter(2), none if
/// nothing is queued and so many are there already. Returns how many completions there are, up to `capacity` (0: none in
/// time, or interrupted by a signal), or -errno.
int outboard_uring_wait(outboard_uring *ring, outboard_uring_completion *completions, int capacity, unsigned wanted,
                        uint64_t timeout);

/// How many completions have room.
uint32_t outboard_uring_room(const outboard_uring *ring);

/// Whether completions wait in the kernel because there was no room for them.
int outboard_uring_overflows(const outboard_uring *ring);

/// How many completions the kernel has lost so far because it had no memory for them.
uint32_t outboard_uring_lost(const outboard_uring *ring);

#pragma clang assume_nonnull end

#endif
