// The allocation functions of the whole process: a program's own definitions win over those of libc, also for the shared
// libraries that it loads. Each thread counts for itself, without an atomic operation: that is cheap enough to be there
// while calls are timed.

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "session.h"

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

// The counts of threads, a cache line each; threads beyond the last share it, and may lose a count.
enum { MOST_THREADS = 256 };
static struct {
  _Alignas(64) volatile uint64_t count;
} threads[MOST_THREADS];
static _Atomic uint32_t next_thread;
static _Thread_local volatile uint64_t *mine;

static inline void count(void) {
  if (mine == NULL) {
    uint32_t thread = atomic_fetch_add_explicit(&next_thread, 1, memory_order_relaxed);
    mine = &threads[thread < MOST_THREADS ? thread : MOST_THREADS - 1].count;
  }
  *mine = *mine + 1;
}

int64_t peer_own_allocations(void) {
  uint64_t sum = 0;
  for (int thread = 0; thread < MOST_THREADS; thread++) sum += threads[thread].count;
  return (int64_t)sum;
}

void *malloc(size_t bytes) {
  count();
  return __libc_malloc(bytes);
}

void *calloc(size_t number, size_t bytes) {
  count();
  return __libc_calloc(number, bytes);
}

void *realloc(void *memory, size_t bytes) {
  count();
  return __libc_realloc(memory, bytes);
}

void *memalign(size_t alignment, size_t bytes) {
  count();
  return __libc_memalign(alignment, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) {
  count();
  return __libc_memalign(alignment, bytes);
}

int posix_memalign(void **memory, size_t alignment, size_t bytes) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  count();
  void *found = __libc_memalign(alignment, bytes);
  if (found == NULL) return ENOMEM;
  *memory = found;
  return 0;
}
