#include "control.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

bool control_is_there(void) {
  int kind = 0;
  socklen_t size = sizeof kind;
  return getenv(OUTBOARD_ENVIRONMENT_MARK) != NULL
      && getsockopt(OUTBOARD_FD_CONTROL, SOL_SOCKET, SO_TYPE, &kind, &size) == 0 && kind == SOCK_SEQPACKET;
}

void control_receive(control_message *message) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } ancillary;
  outboard_control_header header;
  struct iovec parts[2] = {{&header, sizeof header}, {message->payload, sizeof message->payload}};
  struct msghdr packet = {
      .msg_iov = parts, .msg_iovlen = 2, .msg_control = &ancillary, .msg_controllen = sizeof ancillary};
  ssize_t count = recvmsg(OUTBOARD_FD_CONTROL, &packet, MSG_CMSG_CLOEXEC);
  if (count < (ssize_t)sizeof header) {
    _exit(0);
  }
  message->type = header.type;
  message->length = (uint32_t)count - (uint32_t)sizeof header;
  message->descriptor = -1;
  for (struct cmsghdr *item = CMSG_FIRSTHDR(&packet); item != NULL; item = CMSG_NXTHDR(&packet, item)) {
    if (item->cmsg_level == SOL_SOCKET && item->cmsg_type == SCM_RIGHTS) {
      memcpy(&message->descriptor, CMSG_DATA(item), sizeof(int));
    }
  }
}

void control_send(uint32_t type, const void *payload, uint32_t length) {
  outboard_control_header header = {.type = type, .length = length};
  struct iovec parts[2] = {{&header, sizeof header}, {(void *)payload, length}};
  struct msghdr packet = {.msg_iov = parts, .msg_iovlen = 2};
  if (sendmsg(OUTBOARD_FD_CONTROL, &packet, MSG_NOSIGNAL) < 0) {
    _exit(0);
  }
}

_Noreturn void control_refuse(const char *text) {
  unsigned char string[1024];
  uint32_t count = (uint32_t)strlen(text);
  memcpy(string, &count, sizeof count);
  memcpy(string + sizeof count, text, count);
  control_send(OUTBOARD_CONTROL_REFUSE, string, count + (uint32_t)sizeof count);
  exit(1);
}
