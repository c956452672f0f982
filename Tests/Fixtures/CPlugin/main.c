// A plugin in C, written from docs/abi.md: one thread for each lane, and one for the control socket.

#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attachments.h"
#include "calculator.h"
#include "control.h"

OUTBOARD_PLUGIN_NOTE("name Calculator\n"
                     "version 1.0.0\n"
                     "interface Calculator 1.0\n")

static lane lanes[OUTBOARD_LANES_MAX];
static uint32_t lane_count;
static control_message message;

static unsigned char *map_segment(int descriptor, uint64_t bytes, int protection) {
  const int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  struct stat status;
  if (fstat(descriptor, &status) < 0 || (uint64_t)status.st_size != bytes
      || (fcntl(descriptor, F_GET_SEALS) & seals) != seals) {
    control_refuse("a segment does not have the size and the seals of the contract");
  }
  void *start = mmap(NULL, bytes, protection, MAP_SHARED, descriptor, 0);
  if (start == MAP_FAILED) {
    control_refuse("a segment cannot be mapped");
  }
  return start;
}

static void start(void) {
  control_receive(&message);
  outboard_hello hello;
  if (message.type != OUTBOARD_CONTROL_HELLO || message.length < sizeof hello.abi_version) {
    control_refuse("the first message of the host is not a hello");
  }
  memset(&hello, 0, sizeof hello);
  memcpy(&hello, message.payload, message.length < sizeof hello ? message.length : sizeof hello);
  if (hello.abi_version != OUTBOARD_ABI_VERSION) {
    char text[128];
    snprintf(text, sizeof text, "the plugin speaks version %d of the contract, the host version %u",
             OUTBOARD_ABI_VERSION, hello.abi_version);
    control_refuse(text);
  }
  if (message.length < sizeof hello || !outboard_geometry_is_valid(&hello.geometry)) {
    control_refuse("the hello of the host is malformed");
  }
  if (message.descriptor >= 0) {
    close(message.descriptor);  // a large configuration; this plugin takes none
  }
  uint64_t bytes = outboard_segment_bytes(&hello.geometry);
  unsigned char *h = map_segment(OUTBOARD_FD_HOST, bytes, PROT_READ);
  unsigned char *p = map_segment(OUTBOARD_FD_PLUGIN, bytes, PROT_READ | PROT_WRITE);
  lane_count = hello.geometry.lanes;
  for (uint32_t index = 0; index < lane_count; index += 1) {
    lane_bind(&lanes[index], index, &hello, h, p);
  }
}

static void *work(void *argument) {
  lane *lane = argument;
  for (;;) {
    call call;
    if (!lane_is_ready(lane)) {
      lane_wait(lane);
      continue;
    }
    if (call_begin(lane, &call)) {
      calculator_run(&call);
      call_end(&call);
    }
    atomic_store_explicit(&lane->is_idle, true, memory_order_release);
  }
  return NULL;
}

/// Ends the process when all published calls have been answered. On a thread of its own: until then the control socket
/// is read, because the answers may need attachments.
static void *finish(void *argument) {
  (void)argument;
  for (uint32_t index = 0; index < lane_count;) {
    // First what is ready, then what runs: a call that is no longer ready has cleared the flag.
    if (!lane_is_ready(&lanes[index]) && atomic_load_explicit(&lanes[index].is_idle, memory_order_acquire)) {
      index += 1;
    } else {
      usleep(200);
    }
  }
  exit(0);
}

static void start_thread(void *(*body)(void *), void *argument) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, body, argument) != 0) {
    fprintf(stderr, "a thread cannot be started\n");
    exit(1);
  }
}

int main(int argc, char **argv) {
  if (!control_is_there()) {
    fprintf(stderr, "%s is an Outboard plugin: it serves Calculator 1.0 to a host.\n", argc > 0 ? argv[0] : "This");
    return 1;
  }
  start();
  for (uint32_t index = 0; index < lane_count; index += 1) {
    start_thread(work, &lanes[index]);
  }
  calculator_welcome();
  for (;;) {
    control_receive(&message);
    if (message.type == OUTBOARD_CONTROL_ATTACHMENT && message.length == sizeof(outboard_attachment)) {
      outboard_attachment attachment;
      memcpy(&attachment, message.payload, sizeof attachment);
      attachments_deliver(&attachment, message.descriptor);
    } else if (message.descriptor >= 0) {
      close(message.descriptor);
    }
    if (message.type == OUTBOARD_CONTROL_SHUTDOWN) {
      start_thread(finish, NULL);
    }
  }
}
