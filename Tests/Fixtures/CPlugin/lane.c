#define _GNU_SOURCE
#include "lane.h"

#include <sched.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

typedef _Atomic uint32_t word;
typedef _Atomic uint64_t long_word;

static outboard_lane_control *own(lane *lane) { return (outboard_lane_control *)(void *)lane->out; }
static outboard_lane_control *peer(lane *lane) { return (outboard_lane_control *)(void *)lane->in; }

void lane_bind(lane *lane, uint32_t index, const outboard_hello *hello, unsigned char *h, unsigned char *p) {
  const outboard_geometry *sizes = &hello->geometry;
  cpu_set_t processors;
  bool is_alone = sched_getaffinity(0, sizeof processors, &processors) == 0 && CPU_COUNT(&processors) < 2;
  lane->index = index;
  lane->sizes = *sizes;
  lane->poll_nanoseconds = is_alone || hello->policy >= OUTBOARD_POLICY_PARK ? 0 : hello->spin_nanoseconds;
  lane->in = h + outboard_lane_offset(sizes, index);
  lane->out = p + outboard_lane_offset(sizes, index);
  lane->bulk_in = h + outboard_bulk_offset(sizes, index);
  lane->bulk_out = p + outboard_bulk_offset(sizes, index);
  atomic_init(&lane->taken, 0);
  atomic_init(&lane->is_idle, true);
}

static outboard_record *record(lane *lane, unsigned char *start, uint32_t position) {
  uint32_t slot = position & (lane->sizes.slots - 1);
  return (outboard_record *)(void *)(start + OUTBOARD_LANE_CONTROL_BYTES + slot * OUTBOARD_RECORD_STRIDE);
}

static unsigned char *block(lane *lane, unsigned char *start, uint32_t position) {
  uint32_t slot = position & (lane->sizes.slots - 1);
  return start + outboard_blocks_offset(&lane->sizes) + (uint64_t)slot * lane->sizes.block_bytes;
}

outboard_record *lane_request(lane *lane) { return record(lane, lane->in, lane->taken); }
unsigned char *lane_request_block(lane *lane) { return block(lane, lane->in, lane->taken); }
outboard_record *lane_answer(lane *lane) { return record(lane, lane->out, lane->published); }
unsigned char *lane_answer_block(lane *lane) { return block(lane, lane->out, lane->published); }

bool lane_is_ready(lane *lane) {
  uint32_t position = lane->taken;
  return atomic_load_explicit((word *)&record(lane, lane->in, position)->stamp, memory_order_acquire) == position + 1;
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

void lane_wait(lane *lane) {
  if (lane->poll_nanoseconds > 0) {
    uint64_t began = now();
    do {
      for (int looks = 0; looks < 200; looks += 1) {
        if (lane_is_ready(lane)) {
          return;
        }
      }
    } while (now() - began < lane->poll_nanoseconds);
  }
  atomic_store_explicit((word *)&own(lane)->wake_at, lane->taken, memory_order_relaxed);
  atomic_thread_fence(memory_order_seq_cst);
  if (lane_is_ready(lane)) {
    return;
  }
  atomic_fetch_add_explicit((long_word *)&own(lane)->parks, 1, memory_order_relaxed);
  atomic_store_explicit((word *)&own(lane)->wait_state, OUTBOARD_WAIT_PARKED, memory_order_relaxed);
  // The end of the host needs no look at the events: the thread that reads the control socket learns of it too.
  struct epoll_event events[2];
  epoll_wait(OUTBOARD_FD_LANES + 2 * (int)lane->index, events, 2, -1);
  atomic_store_explicit((word *)&own(lane)->wait_state, OUTBOARD_WAIT_RUNNING, memory_order_relaxed);
}

void lane_take(lane *lane) {
  // The flag first: whoever sees the record taken sees that its call runs.
  atomic_store_explicit(&lane->is_idle, false, memory_order_relaxed);
  uint32_t taken = lane->taken + 1;
  atomic_store_explicit(&lane->taken, taken, memory_order_release);
  atomic_store_explicit((word *)&own(lane)->taken, taken, memory_order_release);
}

/// Wakes the host.
static void ring(lane *lane) {
  const uint64_t one = 1;
  ssize_t written = write(OUTBOARD_FD_LANES + 2 * (int)lane->index + 1, &one, sizeof one);
  (void)written;
  atomic_fetch_add_explicit((long_word *)&own(lane)->bells, 1, memory_order_relaxed);
}

void lane_tell_of_room(lane *lane) {
  uint32_t taken = lane->taken;
  atomic_thread_fence(memory_order_seq_cst);
  uint32_t count = atomic_load_explicit((word *)&peer(lane)->space_wake_at, memory_order_relaxed);
  if (count - lane->looked - 1 < taken - lane->looked) {
    ring(lane);
  }
  lane->looked = taken;
}

void lane_publish(lane *lane, uint32_t call_id, uint8_t kind, uint16_t ordinal, uint8_t payload_class,
                  uint16_t length) {
  outboard_record *answer = lane_answer(lane);
  uint32_t position = lane->published;
  answer->call_id = call_id;
  answer->method = ordinal;
  answer->kind = kind;
  answer->flags = payload_class;
  answer->length = length;
  answer->credit = (uint16_t)lane->taken;
  if (payload_class == OUTBOARD_PAYLOAD_BULK) {
    lane->bulk_was_used = true;
    lane->bulk_reply = position;
  }
  lane->published = position + 1;
  atomic_store_explicit((word *)&answer->stamp, position + 1, memory_order_release);
  atomic_thread_fence(memory_order_seq_cst);
  if (atomic_load_explicit((word *)&peer(lane)->wake_at, memory_order_relaxed) == position) {
    ring(lane);
  }
}

unsigned char *lane_free_bulk(lane *lane, size_t length) {
  if (lane->bulk_was_used) {
    uint32_t taken = atomic_load_explicit((word *)&peer(lane)->taken, memory_order_acquire);
    if ((int32_t)(taken - (lane->bulk_reply + 1)) < 0) {
      return NULL;
    }
  }
  if (length > lane->bulk_memory) {
    size_t pages = (length + 4095) & ~(size_t)4095;
    if (madvise(lane->bulk_out, pages, MADV_POPULATE_WRITE) < 0) {
      return NULL;
    }
    lane->bulk_memory = pages;
  }
  return lane->bulk_out;
}
