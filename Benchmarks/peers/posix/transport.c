// Sends and receives; the same code at both ends.

#define _GNU_SOURCE
#include "transport.h"

#include <errno.h>
#include <mqueue.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

// Whether a call that moved nothing is to be made again.
static bool may_go_on(const struct transport *end, bool is_idle) {
  if (errno == EINTR) return true;
  if (errno != EAGAIN || !end->polls) return false;
  if (is_idle && end->while_idle != NULL) end->while_idle();
  return true;
}

// The length goes first, in the same system call.
static bool send_stream(int file, const struct transport *end, const uint8_t *bytes, size_t count) {
  uint64_t length = count;
  size_t sent = 0, total = sizeof length + count;
  while (sent < total) {
    struct iovec parts[2] = {{(uint8_t *)&length + sent, sent < sizeof length ? sizeof length - sent : 0},
                             {(uint8_t *)bytes + (sent < sizeof length ? 0 : sent - sizeof length),
                              sent < sizeof length ? count : total - sent}};
    ssize_t moved = sent < sizeof length ? writev(file, parts, 2) : write(file, parts[1].iov_base, parts[1].iov_len);
    if (moved > 0) sent += (size_t)moved;
    if (moved <= 0 && !may_go_on(end, false)) return false;
  }
  return true;
}

// Reads the length and as many bytes as are there with one call, then the rest.
static bool receive_stream(int file, const struct transport *end, uint8_t *bytes, size_t capacity, size_t *count) {
  uint64_t length = 0;
  size_t got = 0, total = sizeof length;
  while (got < total) {
    struct iovec parts[2] = {{(uint8_t *)&length + got, got < sizeof length ? sizeof length - got : 0},
                             {bytes, capacity}};
    ssize_t moved = got < sizeof length ? readv(file, parts, 2)
                                        : read(file, bytes + (got - sizeof length), total - got);
    if (moved == 0) return false;
    if (moved < 0 && !may_go_on(end, got == 0)) return false;
    if (moved > 0) got += (size_t)moved;
    if (got < sizeof length) continue;
    if (length > capacity) return false;
    total = sizeof length + length;
  }
  *count = length;
  return true;
}

static bool send_message(const struct transport *end, const uint8_t *bytes, size_t count) {
  while (mq_send(end->sends, (const char *)bytes, count, 0) != 0)
    if (!may_go_on(end, false)) return false;
  return true;
}

static ssize_t receive_message(const struct transport *end, uint8_t *bytes, bool is_idle) {
  ssize_t count;
  while ((count = mq_receive(end->receives, (char *)bytes, end->message_bytes, NULL)) < 0)
    if (!may_go_on(end, is_idle)) return -1;
  return count;
}

// What does not fit into one message goes in several: the first says in its eight bytes how many bytes follow. An echo
// of exactly eight bytes goes in two as well where a message does not hold the largest echo.
static bool send_queue(const struct transport *end, const uint8_t *bytes, size_t count) {
  if (end->message_bytes >= ((size_t)16 << 20)) return send_message(end, bytes, count);
  uint8_t first[8192];
  uint64_t length = count;
  size_t room = (end->message_bytes < sizeof first ? end->message_bytes : sizeof first) - sizeof length;
  size_t part = count < room ? count : room;
  memcpy(first, &length, sizeof length);
  memcpy(first + sizeof length, bytes, part);
  if (!send_message(end, first, sizeof length + part)) return false;
  for (size_t sent = part; sent < count; sent += part) {
    part = count - sent < end->message_bytes ? count - sent : end->message_bytes;
    if (!send_message(end, bytes + sent, part)) return false;
  }
  return true;
}

static bool receive_queue(const struct transport *end, uint8_t *bytes, size_t capacity, size_t *count) {
  if (end->message_bytes >= ((size_t)16 << 20)) {
    ssize_t got = receive_message(end, bytes, true);
    *count = (size_t)got;
    return got >= 0;
  }
  static uint8_t *message;
  if (message == NULL && (message = malloc(end->message_bytes)) == NULL) return false;
  uint64_t length;
  ssize_t moved = receive_message(end, message, true);
  if (moved < (ssize_t)sizeof length) return false;
  memcpy(&length, message, sizeof length);
  size_t got = (size_t)moved - sizeof length;
  if (length > capacity || got > length) return false;
  memcpy(bytes, message + sizeof length, got);
  while (got < length) {
    if ((moved = receive_message(end, message, false)) < 0 || (size_t)moved > length - got) return false;
    memcpy(bytes + got, message, (size_t)moved);
    got += (size_t)moved;
  }
  *count = length;
  return true;
}

bool transport_send(const struct transport *end, const uint8_t *bytes, size_t count) {
  return end->is_queue ? send_queue(end, bytes, count) : send_stream(end->sends, end, bytes, count);
}

bool transport_receive(const struct transport *end, uint8_t *bytes, size_t capacity, size_t *count) {
  return end->is_queue ? receive_queue(end, bytes, capacity, count)
                       : receive_stream(end->receives, end, bytes, capacity, count);
}
