// Greeter: a complete Outboard plugin. Serves greet(name: String) -> String.
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "outboard/outboard.h"

typedef _Atomic uint32_t word;

typedef struct lane {
  unsigned char *in, *out;  // the lane in H, which we read, and in P, which we write
  uint32_t taken, published;
} lane;

static outboard_geometry sizes;
static lane lanes[OUTBOARD_LANES_MAX];
static unsigned char packet[OUTBOARD_CONTROL_BYTES_MAX];
static bool stopping;

// Packets

static void send_packet(uint32_t type, const void *payload, uint32_t length) {
  outboard_control_header header = {.type = type, .length = length};
  struct iovec parts[2] = {{&header, sizeof header}, {(void *)payload, length}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  sendmsg(OUTBOARD_FD_CONTROL, &message, MSG_NOSIGNAL);
}

// Waits for a packet and returns its type. We need no descriptor: those that come are closed.
static uint32_t receive_packet(void) {
  union { struct cmsghdr header; char bytes[CMSG_SPACE(sizeof(int))]; } ancillary;
  struct iovec part = {packet, sizeof packet};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &ancillary, .msg_controllen = sizeof ancillary};
  if (recvmsg(OUTBOARD_FD_CONTROL, &message, MSG_CMSG_CLOEXEC) <= 0) _exit(0);  // the host is gone
  for (struct cmsghdr *item = CMSG_FIRSTHDR(&message); item; item = CMSG_NXTHDR(&message, item)) {
    int *descriptors = (int *)(void *)CMSG_DATA(item);
    for (size_t i = 0; i < (item->cmsg_len - CMSG_LEN(0)) / sizeof(int); i += 1) close(descriptors[i]);
  }
  return ((outboard_control_header *)(void *)packet)->type;
}

static _Noreturn void refuse(const char *text) {
  unsigned char string[256];
  uint32_t count = (uint32_t)strlen(text);
  memcpy(string, &count, 4);
  memcpy(string + 4, text, count);
  send_packet(OUTBOARD_CONTROL_REFUSE, string, count + 4);
  exit(1);
}

// Handshake

static unsigned char *map(int descriptor, int protection) {
  const int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  size_t bytes = outboard_segment_bytes(&sizes);
  struct stat status;
  if (fstat(descriptor, &status) < 0 || (size_t)status.st_size != bytes) refuse("a segment has the wrong size");
  if ((fcntl(descriptor, F_GET_SEALS) & seals) != seals) refuse("a segment is not sealed");
  void *start = mmap(NULL, bytes, protection, MAP_SHARED, descriptor, 0);
  if (start == MAP_FAILED) refuse("a segment cannot be mapped");
  return start;
}

static void shake_hands(void) {
  static const char welcome[] =
      "\1\0\0\0" "\7\0\0\0Greeter" "\1\0\0\0"                      // version, name, one interface
      "\7\0\0\0Greeter" "\1\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0"      // its name, 1.0
      "\1\0\0\0" "\14\0\0\0greet(name:)" "\1\0\0\0\14" "\14"       // one method, one parameter, result
      "\0\0\0\0" "\0\0\0\0";                                       // no errors, no definitions
  if (receive_packet() != OUTBOARD_CONTROL_HELLO) refuse("the first message is not a hello");
  outboard_hello hello;
  memcpy(&hello, packet + sizeof(outboard_control_header), sizeof hello);
  if (hello.abi_version != OUTBOARD_ABI_VERSION) {
    char text[100];
    snprintf(text, sizeof text, "the plugin speaks version %d of the contract, the host version %u",
             OUTBOARD_ABI_VERSION, hello.abi_version);
    refuse(text);
  }
  sizes = hello.geometry;
  if (!outboard_geometry_is_valid(&sizes)) refuse("the geometry is out of bounds");
  unsigned char *h = map(OUTBOARD_FD_HOST, PROT_READ), *p = map(OUTBOARD_FD_PLUGIN, PROT_READ | PROT_WRITE);
  for (uint32_t k = 0; k < sizes.lanes; k += 1) {
    lanes[k].in = h + outboard_lane_offset(&sizes, k);
    lanes[k].out = p + outboard_lane_offset(&sizes, k);
  }
  send_packet(OUTBOARD_CONTROL_WELCOME, welcome, sizeof welcome - 1);
}

// Rings

static outboard_record *record_at(unsigned char *start, uint32_t position) {
  uint32_t slot = position & (sizes.slots - 1);
  return (outboard_record *)(void *)(start + OUTBOARD_LANE_CONTROL_BYTES + slot * OUTBOARD_RECORD_STRIDE);
}

static unsigned char *block_at(unsigned char *start, uint32_t position) {
  uint32_t slot = position & (sizes.slots - 1);
  return start + outboard_blocks_offset(&sizes) + (size_t)slot * sizes.block_bytes;
}

static bool is_ready(lane *l) {
  word *stamp = (word *)&record_at(l->in, l->taken)->stamp;
  return atomic_load_explicit(stamp, memory_order_acquire) == l->taken + 1;
}

// Publishes an answer whose payload lies in the block of its slot.
static void publish(lane *l, int k, uint32_t call_id, uint8_t kind, uint16_t ordinal, uint32_t length) {
  outboard_record *record = record_at(l->out, l->published);
  record->call_id = call_id;
  record->method = ordinal;
  record->kind = kind;
  record->flags = OUTBOARD_PAYLOAD_BLOCK;
  record->length = (uint16_t)length;
  record->credit = (uint16_t)l->taken;
  uint32_t position = l->published++;
  atomic_store_explicit((word *)&record->stamp, position + 1, memory_order_release);
  atomic_thread_fence(memory_order_seq_cst);
  word *wake_at = (word *)&((outboard_lane_control *)(void *)l->in)->wake_at;
  const uint64_t one = 1;
  if (atomic_load_explicit(wake_at, memory_order_relaxed) == position
      && write(OUTBOARD_FD_LANES + 2 * k + 1, &one, sizeof one) < 0) return;
}

// Sleeps until a bell or a packet: arm, fence, look again, park.
static void park(void) {
  struct pollfd waits[1 + OUTBOARD_LANES_MAX] = {{.fd = OUTBOARD_FD_CONTROL, .events = POLLIN}};
  for (uint32_t k = 0; k < sizes.lanes; k += 1) {
    word *wake_at = (word *)&((outboard_lane_control *)(void *)lanes[k].out)->wake_at;
    atomic_store_explicit(wake_at, lanes[k].taken, memory_order_relaxed);
    waits[1 + k] = (struct pollfd){.fd = OUTBOARD_FD_LANES + 2 * (int)k, .events = POLLIN};
  }
  atomic_thread_fence(memory_order_seq_cst);
  for (uint32_t k = 0; k < sizes.lanes; k += 1) if (is_ready(&lanes[k])) return;
  poll(waits, 1 + sizes.lanes, -1);
  struct epoll_event edges[2];
  for (uint32_t k = 0; k < sizes.lanes; k += 1) if (waits[1 + k].revents) epoll_wait(waits[1 + k].fd, edges, 2, 0);
  if (waits[0].revents && receive_packet() == OUTBOARD_CONTROL_SHUTDOWN) stopping = true;
}

// Calls

static uint32_t put_string(unsigned char *target, const char *start, const unsigned char *rest, uint32_t count) {
  uint32_t length = (uint32_t)strlen(start), sum = length + count;
  memcpy(target, &sum, 4);
  memcpy(target + 4, start, length);
  if (count > 0) memcpy(target + 4 + length, rest, count);
  return 4 + sum;
}

static void serve(lane *l, int k) {
  outboard_record *record = record_at(l->in, l->taken);
  if (record->kind != OUTBOARD_KIND_CALL) {  // not for a plugin without one-way methods: needs no answer
    l->taken += 1;
    return;
  }
  uint32_t call_id = record->call_id, length = record->length, count, bytes;
  uint16_t method = record->method, ordinal = 0;
  uint8_t flags = record->flags, kind = OUTBOARD_KIND_ERROR;
  size_t skipped = (flags & OUTBOARD_FLAG_DEADLINE ? OUTBOARD_DEADLINE_BYTES : 0)
                 + (flags & OUTBOARD_FLAG_TRACE ? OUTBOARD_TRACE_BYTES : 0);
  const unsigned char *arguments = record->body + skipped;
  if ((flags & OUTBOARD_PAYLOAD_MASK) == OUTBOARD_PAYLOAD_BLOCK) arguments = block_at(l->in, l->taken);
  bool is_small = (flags & OUTBOARD_PAYLOAD_MASK) <= OUTBOARD_PAYLOAD_BLOCK && length >= 4;
  if (is_small) memcpy(&count, arguments, 4);

  unsigned char *reply = block_at(l->out, l->published);
  if (method != 0) {
    ordinal = OUTBOARD_ERROR_UNKNOWN_METHOD;
    bytes = put_string(reply, "there is only one method", NULL, 0);
  } else if (!is_small || count > length - 4) {
    ordinal = OUTBOARD_ERROR_BAD_ARGUMENTS;
    bytes = put_string(reply, "a name is one short string", NULL, 0);
  } else if (count + 4 + 7 > sizes.block_bytes) {
    ordinal = OUTBOARD_ERROR_BAD_RESULT;
    bytes = put_string(reply, "the greeting is too long", NULL, 0);
  } else {
    kind = OUTBOARD_KIND_REPLY;
    bytes = put_string(reply, "Hello, ", arguments + 4, count);
  }
  l->taken += 1;  // the arguments have been read: the answer's credit may count them
  publish(l, k, call_id, kind, ordinal, bytes);
}

int main(int argc, char **argv) {
  int kind = 0;
  socklen_t size = sizeof kind;
  if (!getenv(OUTBOARD_ENVIRONMENT_MARK) || getsockopt(OUTBOARD_FD_CONTROL, SOL_SOCKET, SO_TYPE, &kind, &size) < 0
      || kind != SOCK_SEQPACKET) {
    fprintf(stderr, "%s is an Outboard plugin: it serves Greeter 1.0 to a host.\n", argc > 0 ? argv[0] : "This");
    return 1;
  }
  shake_hands();
  for (;;) {
    bool was_idle = true;
    for (uint32_t k = 0; k < sizes.lanes; k += 1) {
      if (!is_ready(&lanes[k])) continue;
      serve(&lanes[k], (int)k);
      was_idle = false;
    }
    if (was_idle && stopping) return 0;
    if (was_idle) park();
  }
}
