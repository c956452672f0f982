// Attacks with what a plugin offers its host when they meet: sizes, descriptors.

#define _GNU_SOURCE

#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "plugin.h"

/// A welcome that counts more than there can be.
static void huge_welcome(void) {
  static const uint32_t counts[] = {0xffffffff, 0x7fffffff, 0x10000000, 1000000000, 65536};
  unsigned char bytes[64] = {0};
  uint32_t version = OUTBOARD_ABI_VERSION, name = 0, count = counts[next_random() % 5];
  memcpy(bytes, &version, 4);
  memcpy(bytes + 4, &name, 4);
  // So many interfaces; or one, with a name of that size.
  uint32_t interfaces = next_random() & 1 ? count : 1;
  memcpy(bytes + 8, &interfaces, 4);
  memcpy(bytes + 12, &count, 4);
  send_packet(OUTBOARD_CONTROL_WELCOME, bytes, sizeof bytes);
}

static void send_descriptor(int descriptor) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control = {.header = {.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))}};
  memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
  outboard_control_header header = {.type = OUTBOARD_CONTROL_ATTACHMENT, .length = 0};
  struct iovec part = {&header, sizeof header};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  sendmsg(OUTBOARD_FD_CONTROL, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/// What is no memory, or memory that changes its size.
static void offer_memory(void) {
  int ends[2] = {-1, -1};
  switch (next_random() % 4) {
  case 0: send_descriptor(memfd_create("mine", MFD_ALLOW_SEALING)); break;
  case 1: send_descriptor(eventfd(0, 0)); break;
  case 2:
    if (pipe(ends) == 0) {
      send_descriptor(ends[0]);
    }
    break;
  default: send_descriptor(open("/dev/zero", O_RDWR)); break;
  }
}

/// A socket inside itself, which only the kernel's collector of cycles can close.
static void offer_cycle(void) {
  for (int count = 0; count < 100; count += 1) {
    send_descriptor(OUTBOARD_FD_CONTROL);
  }
}

const attack offer_attacks[] = {
    {.name = "A25", .before_handshake = huge_welcome},
    {.name = "A26", .before_handshake = offer_memory},
    {.name = "A26b", .begin = offer_memory},
    {.name = "A33", .begin = offer_cycle},
    {.name = NULL},
};
