#ifndef LANE_H
#define LANE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "outboard/outboard.h"

/// One lane, used by one thread.
typedef struct lane {
  uint32_t index;
  outboard_geometry sizes;
  uint64_t poll_nanoseconds;
  unsigned char *in, *out;           ///< the lane in H and in P
  unsigned char *bulk_in, *bulk_out; ///< its bulk areas
  _Atomic uint32_t taken;            ///< requests taken
  uint32_t published;                ///< answers published
  bool bulk_was_used;
  size_t bulk_memory; ///< bytes of the outgoing area that have pages
  uint32_t bulk_reply;               ///< position of the answer that used the bulk area last
  uint32_t looked;                   ///< `taken` at the last look whether the host waits for room
  atomic_bool is_idle;               ///< no call is being run
} lane;

/// Binds a lane to the mapped segments.
void lane_bind(lane *lane, uint32_t index, const outboard_hello *hello, unsigned char *h, unsigned char *p);

/// The record at the position to be taken next.
outboard_record *lane_request(lane *lane);
/// Its block.
unsigned char *lane_request_block(lane *lane);
/// The record at the position to be published next.
outboard_record *lane_answer(lane *lane);
/// Its block.
unsigned char *lane_answer_block(lane *lane);

/// Whether the next request is there.
bool lane_is_ready(lane *lane);
/// Polls, then sleeps until the next request is there or something else happened.
void lane_wait(lane *lane);
/// Moves past the next request, which will not be looked at again.
void lane_take(lane *lane);
/// Wakes the host if it waits for the room of a one-way call that has been taken.
void lane_tell_of_room(lane *lane);
/// Publishes the next answer, whose body is in place, and wakes the host if it sleeps.
void lane_publish(lane *lane, uint32_t call_id, uint8_t kind, uint16_t ordinal, uint8_t payload_class, uint16_t length);

/// The bulk area of P, if it is free.
unsigned char *lane_free_bulk(lane *lane, size_t length);

#endif
