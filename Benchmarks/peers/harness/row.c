#define _GNU_SOURCE
#include "row.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int compare(const void *first, const void *second) {
  double one = *(const double *)first, other = *(const double *)second;
  return (one > other) - (one < other);
}

// Whether the machine was the same before and after a block.
static bool is_steady(const struct peer_pair *pair) {
  return !pair->was_interrupted && fabs(pair->after - pair->before) <= 0.25 * fmin(pair->after, pair->before);
}

void peer_row_summarise(struct peer_row *row, struct peer_pair *pairs, size_t count, size_t calls) {
  size_t steady = 0;
  for (size_t place = 0; place < count; place++) {
    if (!is_steady(&pairs[place])) continue;
    struct peer_pair pair = pairs[steady];
    pairs[steady++] = pairs[place];
    pairs[place] = pair;
  }
  row->discarded = count - steady;
  size_t used = steady < 5 ? count : steady;
  double *ratios = malloc(used * sizeof *ratios);
  if (ratios == NULL) peer_fail("no memory");
  for (size_t place = 0; place < used; place++) {
    row->floor_before_ns += pairs[place].before / (double)used;
    row->mean_ns += pairs[place].mean / (double)used;
    row->floor_after_ns += pairs[place].after / (double)used;
    ratios[place] = pairs[place].mean * 2 / (pairs[place].before + pairs[place].after);
  }
  qsort(ratios, used, sizeof *ratios, compare);
  row->blocks = used;
  row->calls = used * calls;
  row->ratio = row->mean_ns * 2 / (row->floor_before_ns + row->floor_after_ns);
  row->median_ratio = ratios[used / 2];
  free(ratios);
}

void peer_row_percentiles(struct peer_row *row, double *samples, size_t count) {
  qsort(samples, count, sizeof *samples, compare);
  row->min_ns = samples[0];
  row->p50_ns = samples[(size_t)ceil(0.5 * (double)count) - 1];
  row->p90_ns = samples[(size_t)ceil(0.9 * (double)count) - 1];
  row->p99_ns = samples[(size_t)ceil(0.99 * (double)count) - 1];
  row->p999_ns = samples[(size_t)ceil(0.999 * (double)count) - 1];
  row->max_ns = samples[count - 1];
}

void peer_row_write(const struct peer_row *row) {
  const struct peer_session *session = row->session;
  const struct peer_case *measured = row->measured;
  const char *versions = getenv("OUTBOARD_PEER_VERSIONS");
  printf("{\"suite\": \"%s\", \"case\": \"%s\", \"peer\": \"%s\", \"policy\": \"%s\", ", measured->suite, measured->name,
         session->name, session->policy);
  printf("\"payloadBytes\": %zu, \"window\": 1, \"calls\": %zu, ", measured->payload_bytes, row->calls);
  printf("\"minNs\": %.4f, \"meanNs\": %.4f, \"p50Ns\": %.4f, \"p90Ns\": %.4f, \"p99Ns\": %.4f, \"p999Ns\": %.4f, ",
         row->min_ns, row->mean_ns, row->p50_ns, row->p90_ns, row->p99_ns, row->p999_ns);
  printf("\"maxNs\": %.4f, \"floorBeforeNs\": %.4f, \"floorAfterNs\": %.4f, \"ratio\": %.4f, ", row->max_ns,
         row->floor_before_ns, row->floor_after_ns, row->ratio);
  printf("\"allocationsPer1000\": %.4f, ", row->allocations_per_1000);
  printf(row->system_calls_per_1000 < 0 ? "\"syscallsPer1000\": null, " : "\"syscallsPer1000\": %.4f, ",
         row->system_calls_per_1000);
  printf("\"medianRatio\": %.4f, \"blocks\": %zu, \"discardedBlocks\": %zu, ", row->median_ratio, row->blocks,
         row->discarded);
  printf("\"mode\": \"%s\", \"placement\": \"%s\", \"versions\": %s}\n", session->options.mode,
         session->options.placement, versions == NULL ? "{}" : versions);
  fflush(stdout);
  fprintf(stderr, "%-18s %-18s %-8s %-9s %9zu %13.1f ns  p99 %12.1f ns %11.2f x floor\n", session->name, measured->name,
          session->options.mode, session->options.placement, measured->payload_bytes, row->mean_ns, row->p99_ns,
          row->ratio);
}
