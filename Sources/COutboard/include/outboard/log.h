#ifndef OUTBOARD_LOG_H
#define OUTBOARD_LOG_H

// The log ring: what a plugin's code logs, on its way to the host's logger. One ring of bytes in P for all threads of
// the plugin, which take turns under a lock of their own.

#include <stddef.h>
#include <stdint.h>

#include "language.h"

/// From the start of both segments to their `outboard_log_control`.
#define OUTBOARD_LOG_CONTROL_OFFSET 1024

// Bounds of `log_bytes` in a geometry; 0 is allowed as well, for no ring.
#define OUTBOARD_LOG_BYTES_MIN 4096
#define OUTBOARD_LOG_BYTES_MAX 16777216

/// Frames start at multiples of this.
#define OUTBOARD_LOG_ALIGNMENT 8

// Levels.
#define OUTBOARD_LOG_TRACE 0
#define OUTBOARD_LOG_DEBUG 1
#define OUTBOARD_LOG_INFO 2
#define OUTBOARD_LOG_NOTICE 3
#define OUTBOARD_LOG_WARNING 4
#define OUTBOARD_LOG_ERROR 5
#define OUTBOARD_LOG_CRITICAL 6

/// What the writer of a segment says about the log ring. Each line is 128 bytes, as in a lane.
typedef struct outboard_log_control {
  // line 0: the ring. Written by the plugin with each record, by the host when it takes some.
  uint64_t position;  ///< atomic: in P: bytes of frames published; in H: bytes taken
  uint64_t wake_at;   ///< atomic, in H: ring the bell of the last lane when the byte at this position is published
  uint64_t dropped;   ///< atomic, in P: records that found no room
  uint8_t pad0[104];
  // line 1: what is wanted. Read for every record, written hardly ever.
  uint32_t level;  ///< atomic, in H: records below this level are not wanted
  uint8_t pad1[124];
} outboard_log_control;

OUTBOARD_STATIC_ASSERT(sizeof(outboard_log_control) == 256, "log control");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_log_control, position) == 0, "position");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_log_control, wake_at) == 8, "wake_at");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_log_control, dropped) == 16, "dropped");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_log_control, level) == 128, "level");
OUTBOARD_STATIC_ASSERT(OUTBOARD_LOG_CONTROL_OFFSET % 128 == 0, "the lines of the log control are lines");

/// Stands in the ring before the encoding of each record.
typedef struct outboard_log_frame {
  uint32_t length;    ///< bytes of the record that follows
  uint32_t reserved;  ///< 0
} outboard_log_frame;

OUTBOARD_STATIC_ASSERT(sizeof(outboard_log_frame) == OUTBOARD_LOG_ALIGNMENT, "log frame");

/// Bytes that a record of `length` bytes takes in the ring.
static inline uint64_t outboard_log_frame_bytes(uint32_t length) {
  return (sizeof(outboard_log_frame) + (uint64_t)length + (OUTBOARD_LOG_ALIGNMENT - 1))
      & ~(uint64_t)(OUTBOARD_LOG_ALIGNMENT - 1);
}

#endif
