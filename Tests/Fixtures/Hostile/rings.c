// Attacks on rings and records: positions, lengths, kinds, numbers, credits, and bytes that change while they are read.

#define _GNU_SOURCE

#include <string.h>
#include <unistd.h>

#include "plugin.h"

static void scribble_controls(lane *l, const reply *answer) {
  (void)answer;
  word *words = (word *)(void *)l->out;
  atomic_store(&words[next_random() % (OUTBOARD_LANE_CONTROL_BYTES / 4)], (uint32_t)corner());
}

static void wrong_stamp(lane *l, reply *answer) {
  (void)l;
  answer->stamp = (uint32_t)corner();
}

static void credit_back(lane *l, reply *answer) {
  (void)l;
  answer->credit = (uint16_t)(answer->credit - 1 - next_random() % 5);
}

static void credit_ahead(lane *l, reply *answer) {
  answer->credit = (uint16_t)(answer->credit + 1 + next_random() % 1000);
  word *taken = (word *)&((outboard_lane_control *)(void *)l->out)->taken;
  atomic_store(taken, l->taken + (uint32_t)corner());
}

/// Any byte behind the stamp of a record that was published, and the first of its block: for ever, at full speed.
static void flip(void) {
  lane *l = &lanes[next_random() % sizes.lanes];
  uint32_t position = l->published - (uint32_t)(next_random() % 2);
  volatile unsigned char *record = (unsigned char *)record_at(l->out, position);
  volatile unsigned char *block = block_at(l->out, position);
  for (int turn = 0; turn < 10000; turn += 1) {
    record[4 + turn % 44] ^= (unsigned char)turn;
    block[turn % 16] ^= 0xff;
  }
}

static void flip_fields(void) { start_thread(flip); }

/// Lengths alone, so that most answers are plausible.
static void flip_length(void) {
  for (uint32_t k = 0; k < sizes.lanes; k += 1) {
    volatile outboard_record *record = record_at(lanes[k].out, lanes[k].published - 1);
    volatile uint32_t *count = (uint32_t *)(void *)block_at(lanes[k].out, lanes[k].published - 1);
    for (int turn = 0; turn < 1000; turn += 1) {
      record->length = turn & 1 ? 12 : 0xffff;
      *count = turn & 1 ? 8 : 0xfffffff0;
    }
  }
}

static void flip_lengths(void) { start_thread(flip_length); }

static void noise(lane *l, reply *answer) {
  unsigned char *block = block_at(l->out, l->published);
  answer->length = (uint16_t)(next_random() % (sizes.block_bytes + 1));
  for (uint32_t at = 0; at + 8 <= sizes.block_bytes; at += 8) {
    uint64_t value = next_random() & 1 ? next_random() : corner();
    memcpy(block + at, &value, 8);
  }
  answer->kind = next_random() & 1 ? OUTBOARD_KIND_REPLY : OUTBOARD_KIND_ERROR;
  answer->method = (uint16_t)corner();
}

static void wrong_length(lane *l, reply *answer) {
  (void)l;
  answer->length = (uint16_t)corner();
  if (next_random() & 1) {
    answer->flags = OUTBOARD_PAYLOAD_INLINE;
  }
}

static void wrong_place(lane *l, reply *answer) {
  (void)l;
  uint64_t length = corner();
  answer->flags = next_random() & 1 ? OUTBOARD_PAYLOAD_BULK : OUTBOARD_PAYLOAD_ATTACHMENT;
  answer->length = 0;
  answer->has_body = true;
  memcpy(answer->body, &length, sizeof length);
}

static void wrong_flags(lane *l, reply *answer) {
  (void)l;
  answer->flags = (uint8_t)next_random();
  answer->has_body = true;
  for (size_t at = 0; at < sizeof answer->body; at += 1) {
    answer->body[at] = (unsigned char)next_random();
  }
}

static void foreign_lease(lane *l, reply *answer) {
  reply lease = *answer;
  uint64_t length = corner();
  lease.kind = OUTBOARD_KIND_LEASE;
  lease.flags = OUTBOARD_PAYLOAD_ATTACHMENT;
  lease.length = 0;
  lease.has_body = true;
  lease.call_id += next_random() & 1 ? 0 : (uint32_t)next_random();
  memcpy(lease.body, &length, sizeof length);
  for (int count = 0; count < 3; count += 1) {
    publish(l, &lease);
  }
}

static void again(lane *l, const reply *answer) { publish(l, answer); }

static void other_call(lane *l, reply *answer) {
  (void)l;
  static const int32_t distances[] = {-1, 1, -256, 256, 64, -64, 1 << 30};
  answer->call_id += next_random() & 1 ? (uint32_t)next_random() : (uint32_t)distances[next_random() % 7];
}

static void other_kind(lane *l, reply *answer) {
  (void)l;
  answer->kind = (uint8_t)next_random();
  answer->method = (uint16_t)corner();
}

static void one_is_never_answered(lane *l, reply *answer) {
  static bool has_withheld;
  (void)l;
  answer->is_withheld = !has_withheld;
  has_withheld = true;
}

static void withhold(lane *l, reply *answer) {
  (void)l;
  answer->is_withheld = true;
}

/// Callbacks for ever, and some that are none; most callers on threads, which serve nothing, get an answer.
static void call_back(lane *l, reply *answer) {
  const outboard_record *record = record_at(l->in, l->taken - 1);
  unsigned char *block = block_at(l->out, l->published);
  bool goes_on = record->kind == OUTBOARD_KIND_CALLBACK_REPLY;
  if (!goes_on && !(record->flags & OUTBOARD_FLAG_SERVES) && next_random() % 64) {
    return;
  }
  static const unsigned char text[] = {2, 0, 0, 0, 'H', 'i'};
  if (goes_on && next_random() % 256 == 0) {
    memcpy(block, text, sizeof text);
    answer->length = sizeof text;
    return;
  }
  answer->kind = OUTBOARD_KIND_ERROR;
  answer->method = OUTBOARD_ERROR_CALLBACK;
  answer->length = 4 + sizeof text;
  uint16_t head[2] = {0, next_random() % 8 ? 0 : (uint16_t)corner()};
  memcpy(block + 4, text, sizeof text);
  switch (next_random() % 512) {
  case 0: head[0] = (uint16_t)corner(); break;
  case 1: answer->length = (uint16_t)(next_random() % 5); break;
  case 2: answer->length = (uint16_t)(4 + next_random() % (sizes.block_bytes - 4)); break;
  case 3: answer->method = (uint16_t)(OUTBOARD_ERROR_CANCELLED + next_random() % 8); break;
  default: block[4] = next_random() % 8 ? 2 : (unsigned char)next_random(); break;
  }
  memcpy(block, head, sizeof head);
}

static void late(lane *l, reply *answer) {
  (void)l;
  (void)answer;
  usleep(150000);
}

static void flood(void) {
  for (uint32_t k = 0; k < sizes.lanes; k += 1) {
    reply answer = {.call_id = (uint32_t)next_random(), .kind = OUTBOARD_KIND_REPLY};
    publish(&lanes[k], &answer);
    ring((int)k);
  }
}

static void flood_lanes(void) { start_thread(flood); }

const attack ring_attacks[] = {
    {.name = "A01", .bend = wrong_stamp, .after = scribble_controls},
    {.name = "A02", .bend = credit_back},
    {.name = "A03", .bend = credit_ahead},
    {.name = "A04", .begin = flip_fields},
    {.name = "A04b", .begin = flip_lengths},
    {.name = "A06", .bend = noise},
    {.name = "A07", .bend = wrong_length},
    {.name = "A08", .bend = wrong_place},
    {.name = "A08b", .bend = wrong_flags},
    {.name = "A09", .bend = foreign_lease},
    {.name = "A10", .after = again},
    {.name = "A11", .bend = other_call},
    {.name = "A12", .bend = other_kind},
    {.name = "A13", .bend = one_is_never_answered},
    {.name = "A14", .begin = flood_lanes},
    {.name = "A15", .bend = withhold},
    {.name = "A16", .bend = late},
    {.name = "A17", .bend = call_back},
    {.name = NULL},
};
