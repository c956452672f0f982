#include "outboard_linux/fdpass.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

int outboard_socketpair(int *first, int *second) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
    return -errno;
  }
  *first = ends[0];
  *second = ends[1];
  return 0;
}

int outboard_pipe(int *read_end, int *write_end, int capacity) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) {
    return -errno;
  }
  // The two ends are two open file descriptions: only the reader's becomes non-blocking.
  int flags = fcntl(ends[0], F_GETFL);
  if (flags < 0 || fcntl(ends[0], F_SETFL, flags | O_NONBLOCK) < 0) {
    int error = errno;
    close(ends[0]);
    close(ends[1]);
    return -error;
  }
  (void)fcntl(ends[1], F_SETPIPE_SZ, capacity);
  *read_end = ends[0];
  *write_end = ends[1];
  return 0;
}

/// Room for the control message of one descriptor, aligned as the kernel wants it.
typedef union one_descriptor {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int))];
} one_descriptor;

int outboard_packet_send(int socket, const void *bytes, uint64_t byte_count, int descriptor, int blocking) {
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = byte_count};
  one_descriptor control;
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (descriptor >= 0) {
    memset(&control, 0, sizeof control);
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
  }
  ssize_t sent;
  do {
    sent = sendmsg(socket, &message, MSG_NOSIGNAL | (blocking ? 0 : MSG_DONTWAIT));
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? -errno : 0;
}

int outboard_packet_receive(int socket, void *bytes, uint64_t capacity, int accepting, int blocking,
                            outboard_packet *packet) {
  struct iovec part = {.iov_base = bytes, .iov_len = capacity};
  one_descriptor control;
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  ssize_t received;
  do {
    message.msg_control = accepting ? &control : NULL;
    message.msg_controllen = accepting ? sizeof control : 0;
    received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (blocking ? 0 : MSG_DONTWAIT));
  } while (received < 0 && errno == EINTR);
  if (received < 0) {
    return -errno;
  }
  packet->byte_count = (uint64_t)received;
  packet->descriptor = -1;
  packet->truncated = (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0;
  if (!accepting) {
    return 0;
  }
  // Padding makes room for a second descriptor, so more than one can arrive.
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS || header->cmsg_len < CMSG_LEN(0)) {
      continue;
    }
    size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t index = 0; index < count; index += 1) {
      int descriptor;
      memcpy(&descriptor, CMSG_DATA(header) + index * sizeof(int), sizeof(int));
      if (packet->descriptor < 0) {
        packet->descriptor = descriptor;
      } else {
        close(descriptor);
        packet->truncated = 1;
      }
    }
  }
  return 0;
}

int outboard_has_unreceived(int socket) {
  int bytes = 0;
  if (ioctl(socket, SIOCOUTQ, &bytes) < 0) {
    return -errno;
  }
  return bytes > 0;
}

int outboard_set_send_buffer(int socket, int byte_count) {
  return setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &byte_count, sizeof byte_count) < 0 ? -errno : 0;
}
