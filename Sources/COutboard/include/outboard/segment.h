#ifndef OUTBOARD_SEGMENT_H
#define OUTBOARD_SEGMENT_H

// The two segments of a plugin: H, written by the host alone, and P, written by the plugin alone.
// Both have the same layout. All sizes come from the handshake, never from a segment.

#include <stddef.h>
#include <stdint.h>

#include "log.h"
#include "record.h"

// Swift and C agree on lock-free atomics only where these are address-free machine words.
OUTBOARD_STATIC_ASSERT(__GCC_ATOMIC_INT_LOCK_FREE == 2, "32-bit atomics are lock free");
OUTBOARD_STATIC_ASSERT(__GCC_ATOMIC_LLONG_LOCK_FREE == 2, "64-bit atomics are lock free");
OUTBOARD_STATIC_ASSERT(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "Outboard is defined for little-endian machines");

/// Version of everything in these headers. Peers with different versions refuse each other.
#define OUTBOARD_ABI_VERSION 1

/// "OUTBOARD" read as a little-endian number.
#define OUTBOARD_SEGMENT_MAGIC 0x4452414f4254554fULL
#define OUTBOARD_SEGMENT_HOST 1    ///< `role` of H
#define OUTBOARD_SEGMENT_PLUGIN 2  ///< `role` of P

/// Bytes before lane 0.
#define OUTBOARD_SEGMENT_HEADER_BYTES 4096
/// Bytes of a lane before its ring.
#define OUTBOARD_LANE_CONTROL_BYTES 512
/// Lanes, bulk areas and block areas start at multiples of this.
#define OUTBOARD_AREA_ALIGNMENT 4096

// Bounds of a geometry.
#define OUTBOARD_LANES_MAX 64
#define OUTBOARD_SLOTS_MIN 2
#define OUTBOARD_SLOTS_MAX 1024
#define OUTBOARD_BLOCK_BYTES_MIN 64
#define OUTBOARD_BLOCK_BYTES_MAX 32768
#define OUTBOARD_BULK_BYTES_MAX (1ULL << 30)

/// Sizes of both segments, chosen by the host and told in the handshake.
typedef struct outboard_geometry {
  uint32_t lanes;        ///< 1 ... OUTBOARD_LANES_MAX
  uint32_t slots;        ///< records of a ring; a power of two, OUTBOARD_SLOTS_MIN ... OUTBOARD_SLOTS_MAX
  uint32_t block_bytes;  ///< bytes of a slot's block; a multiple of 64, OUTBOARD_BLOCK_BYTES_MIN ... _MAX
  uint32_t log_bytes;    ///< bytes of the log ring; a power of two, OUTBOARD_LOG_BYTES_MIN ... _MAX, or 0 for none
  uint64_t bulk_bytes;   ///< bytes of a lane's bulk area; a multiple of 4096, 0 ... OUTBOARD_BULK_BYTES_MAX
} outboard_geometry;

OUTBOARD_STATIC_ASSERT(sizeof(outboard_geometry) == 24, "geometry");

/// First bytes of a segment. For people and tools that look at a dump; neither side acts on it.
typedef struct outboard_segment_header {
  uint64_t magic;
  uint32_t abi_version;
  uint32_t role;
  uint64_t generation;
  outboard_geometry geometry;
  uint64_t segment_bytes;
} outboard_segment_header;

OUTBOARD_STATIC_ASSERT(sizeof(outboard_segment_header) == 56, "segment header");

/// What the writer of a segment says about one lane. Each line is 128 bytes, so that words written for
/// different purposes never share a cache line or an adjacent-line prefetch.
typedef struct outboard_lane_control {
  // line 0: waiting. Read by the other side after each publication.
  uint32_t wake_at;     ///< atomic: ring my bell when the record at this position of the opposite ring is published
  uint32_t wait_state;  ///< atomic: one of OUTBOARD_WAIT_*; a hint for people and tools
  uint64_t poll_nanoseconds;  ///< atomic, in H: how long the plugin's worker may poll before it parks
  uint32_t run_on;  ///< atomic, in H: processor on which the plugin's worker should run, plus 1; 0: any
  uint8_t pad0[108];
  // line 1: credit. Read by the other side only when its ring looks full.
  uint32_t taken;          ///< atomic: count of records taken from the opposite ring, low 32 bits
  uint32_t space_wake_at;  ///< atomic, in H: ring my bell when `taken` of the other side reaches this
  uint8_t pad1[120];
  // line 2: what the writer is doing. Read by tools and after a death.
  uint64_t calls;         ///< atomic: calls finished on this lane
  uint64_t parks;         ///< atomic: waits that went to sleep
  uint64_t bells;         ///< atomic: bells rung
  uint32_t busy_call_id;  ///< atomic: the call being run
  uint32_t busy_method;   ///< atomic: its method ordinal + 1; 0 when none is run
  uint8_t pad2[96];
  // line 3: calls that were given up. Written by the host; a plugin leaves its own line 0.
  uint64_t cancelled[16];  ///< atomic: bit (call_id mod slots): nobody waits for the answer of this call any more
} outboard_lane_control;

#define OUTBOARD_WAIT_RUNNING 0  ///< running a call, or polling
#define OUTBOARD_WAIT_PARKED 1   ///< asleep until the bell

OUTBOARD_STATIC_ASSERT(sizeof(outboard_lane_control) == OUTBOARD_LANE_CONTROL_BYTES, "lane control");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_lane_control, wake_at) == 0, "wake_at");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_lane_control, wait_state) == 4, "wait_state");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_lane_control, poll_nanoseconds) == 8, "poll_nanoseconds");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_lane_control, run_on) == 16, "run_on");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_lane_control, taken) == 128, "taken");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_lane_control, space_wake_at) == 132, "space_wake_at");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_lane_control, calls) == 256, "calls");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_lane_control, parks) == 264, "parks");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_lane_control, bells) == 272, "bells");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_lane_control, busy_call_id) == 280, "busy_call_id");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_lane_control, busy_method) == 284, "busy_method");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_lane_control, cancelled) == 384, "cancelled");
OUTBOARD_STATIC_ASSERT(8 * sizeof(((outboard_lane_control *)0)->cancelled) == OUTBOARD_SLOTS_MAX, "a bit for each call");

/// 1 if the caller of an unanswered call no longer waits, otherwise 0. `host` is the lane's control area in H.
static inline int outboard_is_cancelled(const outboard_lane_control *OUTBOARD_NONNULL host,
                                        const outboard_geometry *OUTBOARD_NONNULL g, uint32_t call_id) {
  uint32_t bit = call_id & (g->slots - 1);
  return (int)(__atomic_load_n(&host->cancelled[bit / 64], __ATOMIC_RELAXED) >> (bit % 64) & 1);
}

// Where things lie. `k` is a lane, `s` a slot.

/// Rounds up to OUTBOARD_AREA_ALIGNMENT.
static inline uint64_t outboard_align(uint64_t bytes) {
  return (bytes + (OUTBOARD_AREA_ALIGNMENT - 1)) & ~(uint64_t)(OUTBOARD_AREA_ALIGNMENT - 1);
}

/// From the start of a lane to its first block.
static inline uint64_t outboard_blocks_offset(const outboard_geometry *OUTBOARD_NONNULL g) {
  return outboard_align(OUTBOARD_LANE_CONTROL_BYTES + (uint64_t)g->slots * OUTBOARD_RECORD_STRIDE);
}

/// From the start of a lane to the start of the next.
static inline uint64_t outboard_lane_stride(const outboard_geometry *OUTBOARD_NONNULL g) {
  return outboard_align(outboard_blocks_offset(g) + (uint64_t)g->slots * g->block_bytes);
}

/// From the start of the segment to lane `k`.
static inline uint64_t outboard_lane_offset(const outboard_geometry *OUTBOARD_NONNULL g, uint32_t k) {
  return OUTBOARD_SEGMENT_HEADER_BYTES + (uint64_t)k * outboard_lane_stride(g);
}

/// From the start of the segment to the log ring.
static inline uint64_t outboard_log_offset(const outboard_geometry *OUTBOARD_NONNULL g) {
  return outboard_lane_offset(g, g->lanes);
}

/// From the start of the segment to the bulk area of lane `k`.
static inline uint64_t outboard_bulk_offset(const outboard_geometry *OUTBOARD_NONNULL g, uint32_t k) {
  return outboard_log_offset(g) + g->log_bytes + (uint64_t)k * g->bulk_bytes;
}

/// Bytes of a segment.
static inline uint64_t outboard_segment_bytes(const outboard_geometry *OUTBOARD_NONNULL g) {
  return outboard_bulk_offset(g, g->lanes);
}

/// 1 if every field is within its bounds, otherwise 0.
static inline int outboard_geometry_is_valid(const outboard_geometry *OUTBOARD_NONNULL g) {
  return g->lanes >= 1 && g->lanes <= OUTBOARD_LANES_MAX && g->slots >= OUTBOARD_SLOTS_MIN
      && g->slots <= OUTBOARD_SLOTS_MAX && (g->slots & (g->slots - 1)) == 0
      && g->block_bytes >= OUTBOARD_BLOCK_BYTES_MIN && g->block_bytes <= OUTBOARD_BLOCK_BYTES_MAX
      && g->block_bytes % 64 == 0 && g->bulk_bytes % 4096 == 0 && g->bulk_bytes <= OUTBOARD_BULK_BYTES_MAX
      && (g->log_bytes == 0
          || (g->log_bytes >= OUTBOARD_LOG_BYTES_MIN && g->log_bytes <= OUTBOARD_LOG_BYTES_MAX
              && (g->log_bytes & (g->log_bytes - 1)) == 0));
}

#endif
