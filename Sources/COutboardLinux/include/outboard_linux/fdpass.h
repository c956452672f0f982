#ifndef OUTBOARD_LINUX_FDPASS_H
#define OUTBOARD_LINUX_FDPASS_H

// Packets and descriptors over a socketpair, and pipes: unix(7), cmsg(3), pipe(2).

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <stdint.h>

#pragma clang assume_nonnull begin

/// Creates a connected pair of SOCK_SEQPACKET sockets, close-on-exec. Returns 0 or -errno.
int outboard_socketpair(int *first, int *second);

/// Creates a pipe, close-on-exec, with a non-blocking read end, and asks for a capacity. Returns 0 or -errno;
/// a capacity that the kernel refuses is no failure.
int outboard_pipe(int *read_end, int *write_end, int capacity);

/// Sends one packet, with `descriptor` unless that is -1. Never raises SIGPIPE. Returns 0 or -errno
/// (-EAGAIN: full and not `blocking`).
int outboard_packet_send(int socket, const void *_Nullable bytes, uint64_t byte_count, int descriptor, int blocking);

/// What outboard_packet_receive found.
typedef struct outboard_packet {
  uint64_t byte_count;  ///< bytes stored; 0: the other end is closed
  int32_t descriptor;   ///< close-on-exec, or -1
  int32_t truncated;    ///< 1: bytes or descriptors did not fit and are lost
} outboard_packet;

/// Receives one packet and, if `accepting`, at most one descriptor; the others are closed. Without
/// `accepting` the kernel installs none. Returns 0 or -errno (-EAGAIN: empty and not `blocking`).
int outboard_packet_receive(int socket, void *_Nullable bytes, uint64_t capacity, int accepting, int blocking,
                            outboard_packet *packet);

/// Whether the other end has yet to take something that was sent (SIOCOUTQ, which counts the memory of packets that were
/// sent and not received). Returns 1, 0 or -errno.
int outboard_has_unreceived(int socket);

/// Asks for a send buffer of `byte_count`. Returns 0 or -errno.
int outboard_set_send_buffer(int socket, int byte_count);

#pragma clang assume_nonnull end

#endif
