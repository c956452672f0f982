// The echo suite: bytes go to the peer and come back, or are lent to the peer, which answers with 8 bytes.

#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "session.h"

struct echo {
  peer_exchange *exchange;
  peer_place *place;  // NULL: the argument is the caller's own
  bool is_lent;
  void *context;
  uint8_t *bytes;
  size_t count;
  uint64_t number;
};

static uint8_t *place(struct echo *echo) {
  return echo->place == NULL ? echo->bytes : echo->place(echo->context, echo->count);
}

// Makes each argument another one, at its first and at its last word, and looks at these words in the answer, or at their sum.
static bool call(void *context, size_t calls) {
  struct echo *echo = context;
  for (size_t left = calls; left > 0; left--) {
    uint64_t number = ++echo->number, first, last;
    uint8_t *bytes = place(echo);
    if (bytes == NULL) return false;
    memcpy(bytes, &number, sizeof number);
    memcpy(bytes + echo->count - sizeof number, &number, sizeof number);
    const uint8_t *got;
    size_t got_count;
    if (!echo->exchange(echo->context, bytes, echo->count, &got, &got_count)) return false;
    if (echo->is_lent) {
      if (got_count != sizeof first) return false;
      memcpy(&first, got, sizeof first);
      if (first != 2 * number) return false;
      continue;
    }
    if (got_count != echo->count) return false;
    memcpy(&first, got, sizeof first);
    memcpy(&last, got + got_count - sizeof last, sizeof last);
    if (first != number || last != number) return false;
  }
  return true;
}

// Compares all bytes.
static bool verify(void *context, size_t calls) {
  struct echo *echo = context;
  for (size_t left = calls; left > 0; left--) {
    for (size_t offset = 8; offset + 8 < echo->count; offset += 64) echo->bytes[offset] += 1;
    uint8_t *bytes = place(echo);
    if (bytes == NULL) return false;
    if (bytes != echo->bytes) memcpy(bytes, echo->bytes, echo->count);
    const uint8_t *got;
    size_t got_count;
    if (!echo->exchange(echo->context, bytes, echo->count, &got, &got_count)) return false;
    if (got_count != echo->count || memcmp(got, echo->bytes, got_count) != 0) return false;
  }
  return true;
}

static void measure(struct peer_session *session, size_t most_bytes, struct echo echo) {
  static const size_t counts[] = {8, 64, 1024, 4096, 65536, (size_t)1 << 20, PEER_MOST_BYTES};
  uint8_t *bytes = aligned_alloc(4096, PEER_MOST_BYTES);
  if (bytes == NULL) peer_fail("no memory");
  for (size_t offset = 0; offset < PEER_MOST_BYTES; offset++) bytes[offset] = (uint8_t)(offset * 31);
  echo.bytes = bytes;
  for (size_t choice = 0; choice < sizeof counts / sizeof *counts; choice++) {
    if (counts[choice] > most_bytes) break;
    echo.count = counts[choice];
    peer_measure(session, &(struct peer_case){.suite = "echo", .name = echo.is_lent ? "lent" : "echo",
                                              .payload_bytes = counts[choice], .run = call,
                                              .verify = echo.is_lent ? NULL : verify, .context = &echo});
  }
  free(bytes);
}

void peer_measure_echo(struct peer_session *session, size_t most_bytes, peer_exchange *exchange, void *context) {
  measure(session, most_bytes, (struct echo){.exchange = exchange, .context = context});
}

void peer_measure_echo_in_place(struct peer_session *session, size_t most_bytes, peer_place *place, peer_exchange *exchange,
                                void *context) {
  measure(session, most_bytes, (struct echo){.exchange = exchange, .place = place, .context = context});
}

void peer_measure_lent(struct peer_session *session, size_t most_bytes, peer_place *place, peer_exchange *exchange,
                       void *context) {
  measure(session, most_bytes, (struct echo){.exchange = exchange, .place = place, .is_lent = true, .context = context});
}
