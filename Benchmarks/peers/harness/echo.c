// The echo suite: bytes go to the peer and come back.

#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "session.h"

struct echo {
  peer_exchange *exchange;
  void *context;
  uint8_t *bytes;
  size_t count;
  uint64_t number;
};

// Makes each argument another one, at its first and at its last word, and looks at these words in the answer.
static bool call(void *context, size_t calls) {
  struct echo *echo = context;
  for (size_t left = calls; left > 0; left--) {
    uint64_t number = ++echo->number, first, last;
    memcpy(echo->bytes, &number, sizeof number);
    memcpy(echo->bytes + echo->count - sizeof number, &number, sizeof number);
    const uint8_t *got;
    size_t got_count;
    if (!echo->exchange(echo->context, echo->bytes, echo->count, &got, &got_count)) return false;
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
    for (size_t place = 8; place + 8 < echo->count; place += 64) echo->bytes[place] += 1;
    const uint8_t *got;
    size_t got_count;
    if (!echo->exchange(echo->context, echo->bytes, echo->count, &got, &got_count)) return false;
    if (got_count != echo->count || memcmp(got, echo->bytes, got_count) != 0) return false;
  }
  return true;
}

void peer_measure_echo(struct peer_session *session, size_t most_bytes, peer_exchange *exchange, void *context) {
  static const size_t counts[] = {8, 64, 1024, 4096, 65536, (size_t)1 << 20, PEER_MOST_BYTES};
  uint8_t *bytes = aligned_alloc(4096, PEER_MOST_BYTES);
  if (bytes == NULL) peer_fail("no memory");
  for (size_t place = 0; place < PEER_MOST_BYTES; place++) bytes[place] = (uint8_t)(place * 31);
  for (size_t choice = 0; choice < sizeof counts / sizeof *counts; choice++) {
    if (counts[choice] > most_bytes) break;
    struct echo echo = {exchange, context, bytes, counts[choice], 0};
    peer_measure(session, &(struct peer_case){.suite = "echo", .name = "echo", .payload_bytes = counts[choice],
                                              .run = call, .verify = verify, .context = &echo});
  }
  free(bytes);
}
