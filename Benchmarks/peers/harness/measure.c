// Measures one case: its mean in blocks that alternate with the floor, its percentiles call by call, its allocations.

#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "row.h"
#include "session.h"
#include "system_calls.h"

static uint64_t run(const struct peer_case *measured, size_t calls) {
  uint64_t began = peer_now();
  if (!measured->run(measured->context, calls)) errno = 0, peer_fail("a call failed, or its answer is wrong");
  return peer_now() - began;
}

static void verify(const struct peer_case *measured) {
  if (measured->verify != NULL && !measured->verify(measured->context, 1))
    errno = 0, peer_fail("an answer is wrong");
}

static size_t calls_of_block(const struct peer_plan *plan, const struct peer_case *measured) {
  for (size_t calls = 1;; calls *= 2) {
    // The fastest of a few: the first calls are slow, and another thread may come in between.
    uint64_t fastest = UINT64_MAX;
    for (int attempt = 0; attempt < 5; attempt++) {
      uint64_t elapsed = run(measured, calls);
      if (elapsed < fastest) fastest = elapsed;
    }
    if (fastest < plan->block / 2 && calls < plan->most_calls) continue;
    double cost = fmax(0.1, (double)fastest / (double)calls);
    double few = fmin((double)plan->block_calls, (double)plan->slow_block / cost);
    return (size_t)fmax(2, fmin((double)plan->most_calls, fmax(few, (double)plan->block / cost)));
  }
}

static void measure_pairs(struct peer_session *session, const struct peer_case *measured, struct peer_row *row) {
  const struct peer_plan *plan = session->plan;
  size_t calls = calls_of_block(plan, measured), count = 0, capacity = 4096;
  struct peer_pair *pairs = malloc(capacity * sizeof *pairs);
  if (pairs == NULL) peer_fail("no memory");
  // Blocking peers share their processors with their own threads and with each other, which counts as well.
  bool polls = strcmp(session->policy, "spin") == 0;
  struct peer_floor_block before = peer_floor(session, session->floor_rounds);
  for (uint64_t end = peer_now() + plan->pairs; count < plan->fewest_pairs || peer_now() < end;) {
    verify(measured);
    run(measured, calls < plan->warm_calls ? calls : plan->warm_calls);
    uint64_t elapsed = run(measured, calls);
    struct peer_floor_block after = peer_floor(session, session->floor_rounds);
    bool was_interrupted = polls && (after.host_interruptions != before.host_interruptions ||
                                     after.peer_interruptions != before.peer_interruptions);
    if (count == capacity && (pairs = realloc(pairs, (capacity *= 2) * sizeof *pairs)) == NULL) peer_fail("no memory");
    pairs[count++] = (struct peer_pair){before.mean_ns, (double)elapsed / (double)calls, after.mean_ns, was_interrupted};
    before = after;
  }
  verify(measured);
  peer_row_summarise(row, pairs, count, calls);
  free(pairs);
}

static void measure_samples(struct peer_session *session, const struct peer_case *measured, struct peer_row *row) {
  const struct peer_plan *plan = session->plan;
  double *samples = malloc(plan->most_samples * sizeof *samples);
  if (samples == NULL) peer_fail("no memory");
  size_t calls = row->calls / row->blocks, count = 0;
  run(measured, calls < plan->warm_calls ? calls : plan->warm_calls);
  // Nothing is left out of these.
  for (uint64_t end = peer_now() + plan->samples; count < plan->most_samples && (count < 20 || peer_now() < end);)
    samples[count++] = fmax(0, (double)run(measured, 1) - session->clock_ns);
  verify(measured);
  peer_row_percentiles(row, samples, count);
  free(samples);
}

static void count(struct peer_session *session, const struct peer_case *measured, struct peer_row *row) {
  // As many calls as there is time for.
  size_t calls = session->plan->count_calls;
  uint64_t cost = run(measured, 2) / 2;
  if (cost * calls > PEER_SECOND / 5) calls = 20;
  int64_t peer = peer_allocations(session);
  int64_t host = peer_own_allocations();
  run(measured, calls);
  host = peer_own_allocations() - host;
  peer = peer_allocations(session) - peer;
  row->allocations_per_1000 = (double)(host + peer) * 1000 / (double)calls;
  struct peer_system_calls counted;
  peer_count_system_calls(&counted, getpid(), session->peer);
  run(measured, calls);
  row->system_calls_per_1000 = (double)peer_counted_system_calls(&counted) * 1000 / (double)calls;
}

void peer_measure(struct peer_session *session, const struct peer_case *measured) {
  if (session->floor_rounds == 0) {
    double fastest = HUGE_VAL;
    for (int attempt = 0; attempt < 5; attempt++) fastest = fmin(fastest, peer_floor(session, 500).mean_ns);
    session->floor_rounds = (uint32_t)fmax(100, (double)session->plan->block / fastest);
  }
  struct peer_row row = {.session = session, .measured = measured};
  measure_pairs(session, measured, &row);
  measure_samples(session, measured, &row);
  count(session, measured, &row);
  peer_row_write(&row);
}
