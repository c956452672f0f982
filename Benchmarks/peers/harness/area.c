#define _GNU_SOURCE
#include "area.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"

struct peer_ping_pong peer_ping_pong(struct peer_area *area, bool is_host) {
  struct peer_ping_pong half = {is_host ? area->host_line : area->peer_line,
                                is_host ? area->peer_line : area->host_line, 0};
  return half;
}

static inline void pause_a_moment(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb" ::: "memory");
#endif
}

static inline void send(struct peer_ping_pong *half) {
  for (int word = 0; word < 7; word++) atomic_store_explicit(&half->mine[word], half->round, memory_order_relaxed);
  // Release: pairs with the acquire in `receive`.
  atomic_store_explicit(&half->mine[7], half->round, memory_order_release);
}

static inline bool receive(struct peer_ping_pong *half) {
  uint64_t began = 0;
  // Acquire: pairs with the release in `send`.
  for (uint32_t spins = 1; atomic_load_explicit(&half->theirs[7], memory_order_acquire) != half->round; spins++) {
    pause_a_moment();
    if ((spins & 0xFFFFF) != 0) continue;
    if (began == 0) began = peer_now();
    if (peer_now() - began > 10 * PEER_SECOND) return false;
  }
  return true;
}

bool peer_lead(struct peer_ping_pong *half, uint32_t rounds) {
  for (uint32_t round = 0; round < rounds; round++) {
    half->round++;
    send(half);
    if (!receive(half)) return false;
  }
  return true;
}

bool peer_serve(struct peer_ping_pong *half, uint32_t rounds) {
  for (uint32_t round = 0; round < rounds; round++) {
    half->round++;
    if (!receive(half)) return false;
    send(half);
  }
  return true;
}

void peer_order(struct peer_area *area, uint32_t kind, uint32_t rounds) {
  atomic_store_explicit(&area->kind, kind, memory_order_relaxed);
  atomic_store_explicit(&area->rounds, rounds, memory_order_relaxed);
  // Release: pairs with the acquire in `peer_next_order`.
  atomic_fetch_add_explicit(&area->order, 1, memory_order_release);
  syscall(SYS_futex, &area->order, FUTEX_WAKE, 1, NULL, NULL, 0);
}

uint32_t peer_next_order(struct peer_area *area, uint32_t last) {
  uint32_t order;
  // Acquire: pairs with the release in `peer_order`.
  while ((order = atomic_load_explicit(&area->order, memory_order_acquire)) == last)
    syscall(SYS_futex, &area->order, FUTEX_WAIT, last, NULL, NULL, 0);
  return order;
}
