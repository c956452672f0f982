// Attacks on the memory objects and on what the host lends.

#define _GNU_SOURCE

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "plugin.h"

static void resize(void) {
  for (int segment = OUTBOARD_FD_HOST; segment <= OUTBOARD_FD_PLUGIN; segment += 1) {
    if (ftruncate(segment, 0) == 0 || ftruncate(segment, 1 << 30) == 0) {
      broke("the size of a segment");
    }
    char path[] = "/proc/self/fd/0";
    path[sizeof path - 2] = (char)('0' + segment);
    int again = open(path, O_RDWR | O_TRUNC);
    if (again >= 0) {
      broke("a segment, by opening it again");
      close(again);
    }
  }
}

static void punch(void) {
  size_t bytes = outboard_segment_bytes(&sizes);
  fallocate(OUTBOARD_FD_PLUGIN, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, (off_t)bytes);
  madvise(segment_p, bytes, MADV_REMOVE);
  madvise(segment_p, bytes, MADV_DONTNEED);
  if (fallocate(OUTBOARD_FD_HOST, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, (off_t)bytes) == 0
      || madvise(segment_h, bytes, MADV_REMOVE) == 0) {
    broke("a hole in the host's segment");
  }
}

static void punch_on(void) { start_thread(punch); }

static void clear(void) { memset(segment_p, 0, outboard_segment_bytes(&sizes)); }

static void clear_on(void) { start_thread(clear); }

static void fill(void) {
  for (size_t at = 0; at + 8 <= outboard_segment_bytes(&sizes); at += 8) {
    uint64_t value = next_random();
    memcpy(segment_p + at, &value, 8);
  }
}

static void fill_on(void) { start_thread(fill); }

static void seal(void) {
  for (int seal = 1; seal <= 0x20; seal <<= 1) {
    for (int segment = OUTBOARD_FD_HOST; segment <= OUTBOARD_FD_PLUGIN; segment += 1) {
      if (fcntl(segment, F_ADD_SEALS, seal) == 0) {
        broke("the seals of a segment");
      }
    }
  }
}

static void write_host(void) {
  void *mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, OUTBOARD_FD_HOST, 0);
  if (mapped != MAP_FAILED || mprotect(segment_h, 4096, PROT_READ | PROT_WRITE) == 0
      || pwrite(OUTBOARD_FD_HOST, "x", 1, 0) == 1) {
    broke("the host's segment");
  }
}

static void look_for_secrets(void) {
  // What the host told the honest plugin, and what it has in its environment.
  if (memmem(segment_h, outboard_segment_bytes(&sizes), "secret of", 9)) {
    broke("a secret in the host's segment");
  }
}

/// The whole bulk area as an answer, of which no page was ever touched.
static void untouched(lane *l, reply *answer) {
  (void)l;
  uint64_t length = sizes.bulk_bytes;
  answer->flags = OUTBOARD_PAYLOAD_BULK;
  answer->length = 0;
  answer->has_body = true;
  memcpy(answer->body, &length, sizeof length);
}

static void poison(void) {
  const int soft_offline = 101;
  if (madvise(segment_p, 4096, MADV_HWPOISON) == 0 || madvise(segment_p, 4096, soft_offline) == 0) {
    broke("memory, by poisoning it");
  }
}

/// Has as much lent as it gets, for answers that it never gives.
static void hoard(lane *l, reply *answer) {
  uint64_t length = 16 << 20;
  reply lease = {.call_id = answer->call_id, .kind = OUTBOARD_KIND_LEASE, .flags = OUTBOARD_PAYLOAD_ATTACHMENT,
                 .credit = answer->credit, .has_body = true};
  memcpy(lease.body, &length, sizeof length);
  publish(l, &lease);
  answer->is_withheld = true;
}

const attack memory_attacks[] = {
    {.name = "A18", .begin = look_for_secrets}, {.name = "A19", .begin = resize},
    {.name = "A20", .begin = punch_on},         {.name = "A20b", .begin = clear_on},
    {.name = "A20c", .begin = fill_on},         {.name = "A21", .begin = seal},
    {.name = "A21b", .begin = write_host},      {.name = "A22", .bend = untouched},
    {.name = "A23", .is_harmful = true, .begin = poison},
    {.name = "A24", .bend = hoard},             {.name = NULL},
};
