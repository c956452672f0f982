#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "outboard_linux/local_socket.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77  // Linux 6.5
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

/// Fills in the address. Returns its length, or -ENAMETOOLONG.
static int fill(struct sockaddr_un *address, const char *name, uint64_t length, int is_abstract) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  // A path ends with a zero byte, an abstract name begins with one.
  if (length == 0 || length + 1 > sizeof address->sun_path) {
    return -ENAMETOOLONG;
  }
  memcpy(address->sun_path + (is_abstract ? 1 : 0), name, length);
  return (int)(offsetof(struct sockaddr_un, sun_path) + length + 1);
}

static int failed(int descriptor) {
  int error = errno;
  close(descriptor);
  return -error;
}

int outboard_local_listen(const char *name, uint64_t length, int is_abstract) {
  struct sockaddr_un address;
  int bytes = fill(&address, name, length, is_abstract);
  if (bytes < 0) {
    return bytes;
  }
  int descriptor = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) {
    return -errno;
  }
  // Before the file exists: bind(2) gives it the permissions of the socket, so that nobody else can ever connect.
  if (fchmod(descriptor, 0600) < 0 || bind(descriptor, (struct sockaddr *)&address, (socklen_t)bytes) < 0 ||
      listen(descriptor, 8) < 0) {
    return failed(descriptor);
  }
  return descriptor;
}

int outboard_local_connect(const char *name, uint64_t length, int is_abstract) {
  struct sockaddr_un address;
  int bytes = fill(&address, name, length, is_abstract);
  if (bytes < 0) {
    return bytes;
  }
  int descriptor = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    return -errno;
  }
  int result;
  do {
    result = connect(descriptor, (struct sockaddr *)&address, (socklen_t)bytes);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? failed(descriptor) : descriptor;
}

int outboard_local_accept(int socket) {
  int descriptor;
  do {
    descriptor = accept4(socket, NULL, NULL, SOCK_CLOEXEC);
  } while (descriptor < 0 && errno == EINTR);
  return descriptor < 0 ? -errno : descriptor;
}

int outboard_local_peer(int socket, outboard_peer *peer) {
  struct ucred credentials;
  socklen_t size = sizeof credentials;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0) {
    return -errno;
  }
  peer->pid = credentials.pid;
  peer->uid = credentials.uid;
  peer->pidfd = -1;
  peer->is_exact = 0;
  int pidfd = -1;
  size = sizeof pidfd;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, &pidfd, &size) == 0) {
    peer->pidfd = pidfd;
    peer->is_exact = 1;
    return 0;
  }
  if (errno != ENOPROTOOPT) {
    return -errno;
  }
  if (credentials.pid <= 0) {
    return -ESRCH;
  }
  pidfd = (int)syscall(SYS_pidfd_open, credentials.pid, 0);
  if (pidfd < 0) {
    return -errno;
  }
  // The number is that of the process that connected for as long as it lives. With its end of the connection open it does:
  // another one that got the number would not have it.
  struct pollfd entry = {.fd = socket, .events = POLLRDHUP};
  if (poll(&entry, 1, 0) != 0) {
    close(pidfd);
    return -ESRCH;
  }
  peer->pidfd = pidfd;
  return 0;
}

int outboard_local_peer_user(int socket, uint32_t *uid) {
  struct ucred credentials;
  socklen_t size = sizeof credentials;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0) {
    return -errno;
  }
  *uid = credentials.uid;
  return 0;
}

int outboard_random(void *bytes, uint64_t count) {
  unsigned char *next = bytes;
  while (count > 0) {
    ssize_t got = getrandom(next, count, 0);
    if (got < 0 && errno != EINTR) {
      return -errno;
    }
    if (got > 0) {
      next += got;
      count -= (uint64_t)got;
    }
  }
  return 0;
}
