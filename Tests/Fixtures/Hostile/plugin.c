#define _GNU_SOURCE

#include "plugin.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

outboard_geometry sizes;
lane lanes[OUTBOARD_LANES_MAX];
unsigned char *segment_h, *segment_p;
const char *own_path;

extern _Atomic uint64_t random_state;

uint64_t next_random(void) {
  // splitmix64: any state is a good one, and threads may share it.
  uint64_t value = atomic_fetch_add_explicit(&random_state, 0x9e3779b97f4a7c15u, memory_order_relaxed);
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
  value = (value ^ value >> 27) * 0x94d049bb133111ebu;
  return value ^ value >> 31;
}

uint64_t corner(void) {
  static const uint64_t corners[] = {
      0, 1, 3, 4, 7, 8, 47, 48, 49, 63, 64, 127, 128, 255, 256, 4095, 4096, 4097, 0x7fff, 0x8000, 0xffff, 0x10000,
      0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff};
  uint64_t choice = next_random();
  return choice % 4 == 0 ? next_random() : corners[choice / 4 % (sizeof corners / sizeof corners[0])];
}

outboard_record *record_at(unsigned char *lane_start, uint32_t position) {
  uint32_t slot = position & (sizes.slots - 1);
  return (outboard_record *)(void *)(lane_start + OUTBOARD_LANE_CONTROL_BYTES + slot * OUTBOARD_RECORD_STRIDE);
}

unsigned char *block_at(unsigned char *lane_start, uint32_t position) {
  uint32_t slot = position & (sizes.slots - 1);
  return lane_start + outboard_blocks_offset(&sizes) + (size_t)slot * sizes.block_bytes;
}

void ring(int lane) {
  const uint64_t one = 1;
  if (write(OUTBOARD_FD_LANES + 2 * lane + 1, &one, sizeof one) < 0) {
    return;
  }
}

void publish(lane *l, const reply *answer) {
  if (answer->is_withheld) {
    return;
  }
  outboard_record *record = record_at(l->out, l->published);
  record->call_id = answer->call_id;
  record->method = answer->method;
  record->kind = answer->kind;
  record->flags = answer->flags;
  record->length = answer->length;
  record->credit = answer->credit;
  if (answer->has_body) {
    memcpy(record->body, answer->body, sizeof record->body);
  }
  uint32_t position = l->published++;
  atomic_store_explicit((word *)&record->stamp, position + 1 + answer->stamp, memory_order_release);
  atomic_thread_fence(memory_order_seq_cst);
  word *wake_at = (word *)&((outboard_lane_control *)(void *)l->in)->wake_at;
  if (atomic_load_explicit(wake_at, memory_order_relaxed) == position) {
    ring(l->index);
  }
}

void send_packet(uint32_t type, const void *payload, uint32_t length) {
  outboard_control_header header = {.type = type, .length = length};
  struct iovec parts[2] = {{&header, sizeof header}, {(void *)payload, length}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  sendmsg(OUTBOARD_FD_CONTROL, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void *run(void *body) {
  for (;;) {
    ((void (*)(void))body)();
  }
  return NULL;
}

void start_thread(void (*body)(void)) {
  pthread_t thread;
  pthread_create(&thread, NULL, run, (void *)body);
}

void broke(const char *what) {
  dprintf(STDERR_FILENO, "BROKE %s\n", what);
}
