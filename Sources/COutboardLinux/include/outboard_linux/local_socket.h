#ifndef OUTBOARD_LINUX_LOCAL_SOCKET_H
#define OUTBOARD_LINUX_LOCAL_SOCKET_H

// Packet sockets with a name, and who is at their other end: unix(7).

#include <stdint.h>

#pragma clang assume_nonnull begin

/// Who connected.
typedef struct outboard_peer {
  int32_t pid;       ///< as this process sees it; 0 if it does not
  uint32_t uid;      ///< effective, at the time of connecting
  int32_t pidfd;     ///< -1 on failure
  int32_t is_exact;  ///< 1: the kernel gave the pidfd for the connection (Linux 6.5); 0: it was opened by number
} outboard_peer;

/// Creates a socket that waits for packets connections at a path, readable and writable for its owner alone, or at an abstract
/// name. Returns its descriptor or -errno. Non-blocking, close-on-exec.
int outboard_local_listen(const char *name, uint64_t length, int is_abstract);

/// Connects to such a socket. Returns the descriptor, blocking and close-on-exec, or -errno.
int outboard_local_connect(const char *name, uint64_t length, int is_abstract);

/// Takes a connection. Returns its descriptor, close-on-exec, or -errno (-EAGAIN: there is none).
int outboard_local_accept(int socket);

/// Finds out who is at the other end of a connection. Returns 0, or -errno: -ESRCH if it is gone.
int outboard_local_peer(int socket, outboard_peer *peer);

/// The user at the other end of a connection, or of the one who made it where it is a pair. Returns 0 or -errno.
int outboard_local_peer_user(int socket, uint32_t *uid);

/// Fills memory with random bytes of the kernel. Returns 0 or -errno.
int outboard_random(void *bytes, uint64_t count);

#pragma clang assume_nonnull end

#endif
