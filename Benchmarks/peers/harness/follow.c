#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "session.h"

static struct peer_area *area;
static struct peer_ping_pong half;
static uint32_t last;

bool peer_is_server(int argc, char **argv) { return argc > 1 && strcmp(argv[1], "serve") == 0; }

static void open_area(void) {
  const char *path = getenv(PEER_AREA_VARIABLE);
  int file = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) peer_fail("this program is started by its host; see Benchmarks/peers/README.md");
  area = mmap(NULL, sizeof *area, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
  if (area == MAP_FAILED) peer_fail("the memory for the floor cannot be mapped");
  close(file);
  half = peer_ping_pong(area, false);
}

static void obey(void) {
  if (atomic_load(&area->kind) == PEER_ORDER_FLOOR) {
    atomic_store(&area->interruptions, peer_interruptions());
    errno = 0;
    if (!peer_serve(&half, atomic_load(&area->rounds))) peer_fail("the host does not do its half of the floor");
  } else {
    atomic_store(&area->answer, (uint64_t)peer_own_allocations());
    atomic_store(&area->answered, last);
  }
}

static void *follow(void *unused) {
  (void)unused;
  const char *processor = getenv(PEER_FLOOR_CPU_VARIABLE);
  if (processor != NULL) peer_pin(atoi(processor), atoi(processor));
  for (;;) {
    last = peer_next_order(area, last);
    obey();
  }
  return NULL;
}

void peer_follow(void) {
  open_area();
  pthread_t thread;
  if (pthread_create(&thread, NULL, follow, NULL) != 0) peer_fail("no thread for the floor");
  pthread_detach(thread);
}

void peer_follow_now(void) {
  if (area == NULL) open_area();
  // Acquire: pairs with the release in `peer_order`.
  uint32_t order = atomic_load_explicit(&area->order, memory_order_acquire);
  if (order == last) return;
  last = order;
  obey();
}
