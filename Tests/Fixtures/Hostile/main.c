// A hostile plugin, written from docs/abi.md alone: it serves greet(name: String) -> String, honestly for some calls, and
// then attacks its host.
//
//   Hostile --attack=NAME --seed=NUMBER   NAME: A01 and so on, or none
//   Hostile --list                        the names, with "harmful" after those that need a sandbox

#define _GNU_SOURCE

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin.h"

_Atomic uint64_t random_state;

static const attack *const tables[] = {ring_attacks,  memory_attacks,  wake_attacks,   log_attacks,
                                       offer_attacks, process_attacks, machine_attacks};
static const attack none = {.name = "none"};
static const attack *chosen = &none;
static uint64_t honest_calls;
static bool stopping;
static unsigned char packet[OUTBOARD_CONTROL_BYTES_MAX];

static uint32_t receive_packet(void) {
  ssize_t count = recv(OUTBOARD_FD_CONTROL, packet, sizeof packet, 0);
  if (count <= 0) {
    _exit(0);
  }
  return ((outboard_control_header *)(void *)packet)->type;
}

static unsigned char *map(int descriptor, int protection) {
  void *start = mmap(NULL, outboard_segment_bytes(&sizes), protection, MAP_SHARED, descriptor, 0);
  if (start == MAP_FAILED) {
    _exit(3);
  }
  return start;
}

static void shake_hands(void) {
  static const char welcome[] =
      "\1\0\0\0" "\7\0\0\0Greeter" "\1\0\0\0"                  // version, name, one interface
      "\7\0\0\0Greeter" "\1\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0"  // its name, 1.0
      "\1\0\0\0" "\14\0\0\0greet(name:)" "\1\0\0\0\14" "\14"   // one method, one parameter, result
      "\0\0\0\0" "\0\0\0\0"                                    // no errors, no definitions
      "\0\0\0\0" "\1\0\0\0"                                    // no capabilities; wants one interface, the same
      "\7\0\0\0Greeter" "\1\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0"
      "\1\0\0\0" "\14\0\0\0greet(name:)" "\1\0\0\0\14" "\14" "\0\0\0\0" "\0\0\0\0";
  if (receive_packet() != OUTBOARD_CONTROL_HELLO) {
    _exit(2);
  }
  outboard_hello hello;
  memcpy(&hello, packet + sizeof(outboard_control_header), sizeof hello);
  sizes = hello.geometry;
  segment_h = map(OUTBOARD_FD_HOST, PROT_READ);
  segment_p = map(OUTBOARD_FD_PLUGIN, PROT_READ | PROT_WRITE);
  for (uint32_t k = 0; k < sizes.lanes; k += 1) {
    lanes[k] = (lane){.in = segment_h + outboard_lane_offset(&sizes, k),
                      .out = segment_p + outboard_lane_offset(&sizes, k),
                      .index = (int)k};
  }
  if (chosen->before_handshake) {
    chosen->before_handshake();
  }
  send_packet(OUTBOARD_CONTROL_WELCOME, welcome, sizeof welcome - 1);
}

static bool is_ready(lane *l) {
  word *stamp = (word *)&record_at(l->in, l->taken)->stamp;
  return atomic_load_explicit(stamp, memory_order_acquire) == l->taken + 1;
}

static void park(void) {
  struct pollfd waits[1 + OUTBOARD_LANES_MAX] = {{.fd = OUTBOARD_FD_CONTROL, .events = POLLIN}};
  for (uint32_t k = 0; k < sizes.lanes; k += 1) {
    word *wake_at = (word *)&((outboard_lane_control *)(void *)lanes[k].out)->wake_at;
    atomic_store_explicit(wake_at, lanes[k].taken, memory_order_relaxed);
    waits[1 + k] = (struct pollfd){.fd = OUTBOARD_FD_LANES + 2 * (int)k, .events = POLLIN};
  }
  atomic_thread_fence(memory_order_seq_cst);
  for (uint32_t k = 0; k < sizes.lanes; k += 1) {
    if (is_ready(&lanes[k])) {
      return;
    }
  }
  // Not for ever: an attack may have taken its own wake-ups away.
  poll(waits, 1 + sizes.lanes, 10);
  struct epoll_event edges[2];
  for (uint32_t k = 0; k < sizes.lanes; k += 1) {
    if (waits[1 + k].revents) {
      epoll_wait(waits[1 + k].fd, edges, 2, 0);
    }
  }
  if (waits[0].revents & POLLIN && receive_packet() == OUTBOARD_CONTROL_SHUTDOWN) {
    stopping = true;
  }
}

/// Whether the attack has begun; begins it when the time has come.
static bool is_attacking(void) {
  static bool has_begun;
  if (honest_calls > 0) {
    honest_calls -= 1;
    return false;
  }
  if (!has_begun) {
    has_begun = true;
    if (chosen->begin) {
      chosen->begin();
    }
  }
  return true;
}

static void serve(lane *l) {
  bool attacks = is_attacking();
  outboard_record *record = record_at(l->in, l->taken);
  uint32_t call_id = record->call_id, length = record->length, count = 0;
  uint8_t flags = record->flags;
  size_t skipped = (flags & OUTBOARD_FLAG_DEADLINE ? OUTBOARD_DEADLINE_BYTES : 0)
                 + (flags & OUTBOARD_FLAG_TRACE ? OUTBOARD_TRACE_BYTES : 0);
  const unsigned char *arguments = record->body + skipped;
  if ((flags & OUTBOARD_PAYLOAD_MASK) == OUTBOARD_PAYLOAD_BLOCK) {
    arguments = block_at(l->in, l->taken);
  }
  if (length >= 4) {
    memcpy(&count, arguments, 4);
  }
  if (count > length - 4 || count + 16 > sizes.block_bytes) {
    count = 0;
  }
  unsigned char *block = block_at(l->out, l->published);
  uint32_t sum = 7 + count;
  memcpy(block, &sum, 4);
  memcpy(block + 4, "Hello, ", 7);
  memcpy(block + 11, arguments + 4, count);
  l->taken += 1;
  reply answer = {.call_id = call_id, .kind = OUTBOARD_KIND_REPLY, .flags = OUTBOARD_PAYLOAD_BLOCK,
                  .length = (uint16_t)(4 + sum), .credit = (uint16_t)l->taken};
  if (attacks && chosen->bend) {
    chosen->bend(l, &answer);
  }
  publish(l, &answer);
  if (attacks && chosen->after) {
    chosen->after(l, &answer);
  }
}

static void choose(const char *name) {
  for (size_t table = 0; table < sizeof tables / sizeof tables[0]; table += 1) {
    for (const attack *item = tables[table]; item->name; item += 1) {
      if (!name) {
        printf("%s%s\n", item->name, item->is_harmful ? " harmful" : "");
      } else if (strcmp(item->name, name) == 0) {
        chosen = item;
      }
    }
  }
}

int main(int count, char **arguments) {
  own_path = arguments[0];
  for (int index = 1; index < count; index += 1) {
    if (strcmp(arguments[index], "--list") == 0) {
      choose(NULL);
      return 0;
    }
    if (strncmp(arguments[index], "--attack=", 9) == 0) {
      choose(arguments[index] + 9);
    } else if (strncmp(arguments[index], "--seed=", 7) == 0) {
      random_state = strtoull(arguments[index] + 7, NULL, 10);
    }
  }
  if (!getenv(OUTBOARD_ENVIRONMENT_MARK)) {
    fprintf(stderr, "a hostile plugin: for tests of hosts\n");
    return 1;
  }
  honest_calls = next_random() % 8;
  shake_hands();
  for (;;) {
    bool was_idle = true;
    for (uint32_t k = 0; k < sizes.lanes; k += 1) {
      if (is_ready(&lanes[k])) {
        serve(&lanes[k]);
        was_idle = false;
      }
    }
    if (was_idle && stopping) {
      return 0;
    }
    if (was_idle) {
      park();
    }
  }
}
