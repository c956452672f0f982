// Attacks through the log ring.

#include <string.h>

#include "plugin.h"

static _Atomic uint64_t *log_word(unsigned char *segment, size_t offset) {
  return (_Atomic uint64_t *)(void *)(segment + OUTBOARD_LOG_CONTROL_OFFSET + offset);
}

static void ring_last(void) { ring((int)sizes.lanes - 1); }

/// Records that are right, as many as the ring takes, for ever.
static void log_on(void) {
  // A level, a time, four short texts, a line, a message, no metadata, nothing cut: 17 bytes and the texts' counts.
  static const unsigned char record[] =
      "\x37\0\0\0" "\4" "\0\0\0\0\0\0\0\0" "\1\0\0\0l" "\1\0\0\0s" "\1\0\0\0f" "\1\0\0\0g" "\7\0\0\0"
      "\x0a\0\0\0too much!!" "\0\0\0\0" "\0\0\0\0";
  const uint32_t length = sizeof record - 1;
  const uint64_t bytes = outboard_log_frame_bytes(length);
  static uint64_t position;
  if (sizes.log_bytes - (position - atomic_load(log_word(segment_h, 0))) < bytes) {
    atomic_fetch_add(log_word(segment_p, 16), 1);
    ring_last();
    return;
  }
  unsigned char frame[80] = {0};
  memcpy(frame, &length, sizeof length);
  memcpy(frame + sizeof(outboard_log_frame), record, length);
  for (uint64_t at = 0; at < bytes; at += 1) {
    segment_p[outboard_log_offset(&sizes) + ((position + at) & (sizes.log_bytes - 1))] = frame[at];
  }
  position += bytes;
  atomic_store(log_word(segment_p, 0), position);
  if (atomic_load(log_word(segment_h, 8)) - (position - bytes) < bytes) {
    ring_last();
  }
}

static void log_for_ever(void) { start_thread(log_on); }

/// Bytes that are no record.
static void log_noise(void) {
  for (uint32_t at = 0; at < sizes.log_bytes; at += 1) {
    segment_p[outboard_log_offset(&sizes) + at] = (unsigned char)next_random();
  }
  uint32_t length = (uint32_t)(corner() % 200);
  memcpy(segment_p + outboard_log_offset(&sizes), &length, sizeof length);
  atomic_store(log_word(segment_p, 0), next_random() & 1 ? corner() : outboard_log_frame_bytes(length));
  ring_last();
}

/// A count that is never the same.
static void log_counts(void) {
  atomic_store(log_word(segment_p, 16), next_random());
  ring_last();
}

static void count_for_ever(void) { start_thread(log_counts); }

const attack log_attacks[] = {
    {.name = "A37b", .begin = log_for_ever},
    {.name = "A37c", .begin = log_noise},
    {.name = "A37d", .begin = count_for_ever},
    {.name = NULL},
};
