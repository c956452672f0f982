#ifndef OUTBOARD_LINUX_EPOLL_H
#define OUTBOARD_LINUX_EPOLL_H

// Waiting: epoll(7), epoll_pwait2(2).

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <stdint.h>

#pragma clang assume_nonnull begin

// The kernel's values.
#define OUTBOARD_EPOLL_INPUT 0x001u
#define OUTBOARD_EPOLL_OUTPUT 0x004u
#define OUTBOARD_EPOLL_ERROR 0x008u
#define OUTBOARD_EPOLL_CLOSED 0x010u
#define OUTBOARD_EPOLL_HANG_UP 0x2000u
#define OUTBOARD_EPOLL_ONE_SHOT (1u << 30)
#define OUTBOARD_EPOLL_EDGE (1u << 31)

/// `timeout` of the waits: none.
#define OUTBOARD_EPOLL_FOREVER 0xffffffffffffffffULL

/// An event as the kernel writes it. The token is split because the kernel packs the struct on x86-64 only,
/// and Swift knows no packed structs.
typedef struct outboard_epoll_event {
  uint32_t events;
#if !defined(__x86_64__)
  uint32_t padding;
#endif
  uint32_t token_low;
  uint32_t token_high;
} outboard_epoll_event;

/// Creates an epoll instance, close-on-exec. Returns the descriptor or -errno.
int outboard_epoll_create(void);

/// Registers a descriptor. Returns 0 or -errno.
int outboard_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token);

/// Changes a registration. Returns 0 or -errno.
int outboard_epoll_modify(int epoll, int descriptor, uint32_t events, uint64_t token);

/// Removes a registration. Returns 0 or -errno.
int outboard_epoll_remove(int epoll, int descriptor);

/// Waits for up to `capacity` events, at most `timeout` nanoseconds. Returns how many there are (0: none in
/// time, or interrupted by a signal) or -errno.
int outboard_epoll_wait(int epoll, outboard_epoll_event *events, int capacity, uint64_t timeout);

/// Waits for one event. Returns the low 31 bits of its token; -1: none in time, or interrupted by a signal;
/// -2, after a pause of a millisecond at most: `epoll` cannot be waited on.
int outboard_epoll_park(int epoll, uint64_t timeout);

#pragma clang assume_nonnull end

#endif
