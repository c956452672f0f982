#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/// Reads values one after the other. `failed` is set, and stays set, when the bytes end too early.
typedef struct wire_reader {
  const unsigned char *next, *end;
  bool failed;
} wire_reader;

static inline const unsigned char *wire_get(wire_reader *reader, uint64_t count) {
  if (reader->failed || (uint64_t)(reader->end - reader->next) < count) {
    reader->failed = true;
    return reader->end;
  }
  const unsigned char *start = reader->next;
  reader->next += count;
  return start;
}

static inline uint32_t wire_get_count(wire_reader *reader) {
  uint32_t count = 0;
  const unsigned char *bytes = wire_get(reader, sizeof count);
  if (!reader->failed) {
    memcpy(&count, bytes, sizeof count);
  }
  return count;
}

static inline int64_t wire_get_int64(wire_reader *reader) {
  int64_t value = 0;
  const unsigned char *bytes = wire_get(reader, sizeof value);
  if (!reader->failed) {
    memcpy(&value, bytes, sizeof value);
  }
  return value;
}

// Writing: each returns the place behind what it wrote. The caller has made room.

static inline unsigned char *wire_put(unsigned char *target, const void *bytes, uint64_t count) {
  memcpy(target, bytes, count);
  return target + count;
}

static inline unsigned char *wire_put_count(unsigned char *target, uint32_t count) {
  return wire_put(target, &count, sizeof count);
}

static inline unsigned char *wire_put_int64(unsigned char *target, int64_t value) {
  return wire_put(target, &value, sizeof value);
}

static inline unsigned char *wire_put_string(unsigned char *target, const char *text) {
  uint32_t count = (uint32_t)strlen(text);
  return wire_put(wire_put_count(target, count), text, count);
}

static inline uint32_t wire_string_bytes(const char *text) { return 4 + (uint32_t)strlen(text); }

#endif
