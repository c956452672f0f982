// A plugin that misuses its control socket. Each argument is a step:
//
//   HEX            sends these bytes as one packet; an empty argument sends an empty packet
//   large          sends a packet of 100,000 bytes
//   files:HEX      sends these bytes, and 200 descriptors along with them
//   flood:HEX      sends these bytes for ever, without reading anything
//   await:TYPE     reads packets until one of this type has come
//   shut           says that it will send nothing more
//   close          closes the socket
//
// Then it sleeps, until it is killed.

#define _GNU_SOURCE

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "outboard/control.h"

#define FILE_COUNT 200

static unsigned char packet[OUTBOARD_CONTROL_BYTES_MAX];

/// Reads hexadecimal digits into the packet; returns the count of bytes.
static size_t parse(const char *digits) {
  size_t count = 0;
  unsigned value;
  while (count < sizeof packet && sscanf(digits + 2 * count, "%2x", &value) == 1) {
    packet[count] = (unsigned char)value;
    count += 1;
  }
  return count;
}

static void send_packet(const void *bytes, size_t count) {
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  sendmsg(OUTBOARD_FD_CONTROL, &message, MSG_NOSIGNAL);
}

/// Reads packets until one of a type has come.
static void await_packet(unsigned type) {
  outboard_control_header header;
  while (recv(OUTBOARD_FD_CONTROL, &header, sizeof header, 0) > 0 && header.type != type) {
  }
}

static void send_files(size_t count) {
  struct iovec part = {.iov_base = packet, .iov_len = count};
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(FILE_COUNT * sizeof(int))];
  } control;
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  control.header.cmsg_level = SOL_SOCKET;
  control.header.cmsg_type = SCM_RIGHTS;
  control.header.cmsg_len = CMSG_LEN(FILE_COUNT * sizeof(int));
  int files[FILE_COUNT];
  for (int index = 0; index < FILE_COUNT; index += 1) {
    files[index] = STDERR_FILENO;
  }
  memcpy(CMSG_DATA(&control.header), files, sizeof files);
  sendmsg(OUTBOARD_FD_CONTROL, &message, MSG_NOSIGNAL);
}

int main(int count, char **arguments) {
  for (int index = 1; index < count; index += 1) {
    const char *step = arguments[index];
    if (strcmp(step, "large") == 0) {
      static const char large[100000];
      send_packet(large, sizeof large);
    } else if (strncmp(step, "files:", 6) == 0) {
      send_files(parse(step + 6));
    } else if (strncmp(step, "flood:", 6) == 0) {
      size_t length = parse(step + 6);
      for (;;) {
        send_packet(packet, length);
      }
    } else if (strncmp(step, "await:", 6) == 0) {
      await_packet((unsigned)strtoul(step + 6, NULL, 10));
    } else if (strcmp(step, "shut") == 0) {
      shutdown(OUTBOARD_FD_CONTROL, SHUT_WR);
    } else if (strcmp(step, "close") == 0) {
      close(OUTBOARD_FD_CONTROL);
    } else {
      send_packet(packet, parse(step));
    }
  }
  for (;;) {
    pause();
  }
}
