#ifndef PLUGIN_H
#define PLUGIN_H

// What an attack has to work with: a plugin in C that serves greet(name: String) -> String, and what it may do wrong.

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "outboard/outboard.h"

typedef _Atomic uint32_t word;

/// A lane: in H, which the plugin reads, and in P, which it writes.
typedef struct lane {
  unsigned char *in, *out;
  uint32_t taken, published;
  int index;
} lane;

/// An answer before it is published.
typedef struct reply {
  uint32_t stamp;  ///< added to the one that would be right
  uint32_t call_id;
  uint16_t method, length, credit;
  uint8_t kind, flags;
  bool is_withheld;       ///< nothing is published
  bool has_body;          ///< `body` is the record's
  unsigned char body[OUTBOARD_RECORD_BODY_BYTES];
} reply;

/// One attack. Every part may be missing.
typedef struct attack {
  const char *name;
  bool is_harmful;  ///< to the machine, where no sandbox refuses it
  void (*before_handshake)(void);
  void (*begin)(void);                  ///< after some honest calls: starts threads, and does what is done once
  void (*bend)(lane *, reply *);        ///< changes an answer
  void (*after)(lane *, const reply *);  ///< after an answer was published
} attack;

extern const attack ring_attacks[], memory_attacks[], wake_attacks[], log_attacks[], offer_attacks[], process_attacks[],
    machine_attacks[];

extern outboard_geometry sizes;
extern lane lanes[OUTBOARD_LANES_MAX];
extern unsigned char *segment_h, *segment_p;
/// The path of this program.
extern const char *own_path;

/// The next number of the sequence that the seed began.
uint64_t next_random(void);
/// A number that is below a bound, or at one of the corners of 16, 32 or 64 bits.
uint64_t corner(void);

outboard_record *record_at(unsigned char *lane_start, uint32_t position);
unsigned char *block_at(unsigned char *lane_start, uint32_t position);
/// Publishes an answer, right or wrong, and rings if the host asked for that.
void publish(lane *, const reply *);
/// Rings the lane's bell, asked for or not.
void ring(int lane);

void send_packet(uint32_t type, const void *payload, uint32_t length);
/// Runs a function on a thread of its own, for ever.
void start_thread(void (*body)(void));
/// Says that something worked that must not: the host of the test fails then.
void broke(const char *what);

#endif
