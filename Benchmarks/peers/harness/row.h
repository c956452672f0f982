#ifndef PEER_ROW_H
#define PEER_ROW_H

#include "session.h"

// A block of calls with the floor before and after it, in nanoseconds of a call and of a round.
struct peer_pair {
  double before, mean, after;
  bool was_interrupted;  // something else ran on either processor meanwhile
};

// One row of the results; Benchmarks/peers/README.md says what the fields mean.
struct peer_row {
  const struct peer_session *session;
  const struct peer_case *measured;
  size_t calls, blocks, discarded;
  double floor_before_ns, mean_ns, floor_after_ns, ratio, median_ratio;
  double min_ns, p50_ns, p90_ns, p99_ns, p999_ns, max_ns;
  double allocations_per_1000;
  double system_calls_per_1000;  // negative: not counted
};

// Takes the mean over the blocks whose floor was steady, or over all if hardly any was; orders the pairs anew.
void peer_row_summarise(struct peer_row *row, struct peer_pair *pairs, size_t count, size_t calls);

// Takes the percentiles; orders the samples anew.
void peer_row_percentiles(struct peer_row *row, double *samples, size_t count);

// Writes an object of JSON to standard output and a line to read to standard error.
void peer_row_write(const struct peer_row *row);

#endif
