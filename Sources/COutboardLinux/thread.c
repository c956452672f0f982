#include "outboard_linux/thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NAME_BYTES 16

/// Handed from the starting thread to the new one, which frees it.
typedef struct start {
  outboard_thread_body body;
  void *context;
  int blocks_signals;
  char name[NAME_BYTES];
} start;

static void block_signals(void) {
  // A blocked signal that a fault raises kills the process without running the program's crash handler.
  static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT};
  sigset_t set;
  sigfillset(&set);
  for (size_t index = 0; index < sizeof faults / sizeof faults[0]; index += 1) {
    sigdelset(&set, faults[index]);
  }
  pthread_sigmask(SIG_SETMASK, &set, NULL);
}

static void *run(void *argument) {
  start given = *(start *)argument;
  free(argument);
  if (given.blocks_signals) {
    block_signals();
  }
  pthread_setname_np(pthread_self(), given.name);
  given.body(given.context);
  return NULL;
}

int outboard_thread_start(const char *name, uint64_t stack_byte_count, int blocks_signals, outboard_thread_body body,
                          void *context) {
  start *given = calloc(1, sizeof *given);
  if (!given) {
    return -ENOMEM;
  }
  given->body = body;
  given->context = context;
  given->blocks_signals = blocks_signals;
  strncpy(given->name, name, NAME_BYTES - 1);

  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error) {
    free(given);
    return -error;
  }
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  error = pthread_attr_setstacksize(&attributes, (stack_byte_count + page - 1) / page * page);
  if (!error) {
    error = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  }
  if (!error) {
    pthread_t thread;
    error = pthread_create(&thread, &attributes, run, given);
  }
  pthread_attr_destroy(&attributes);
  if (error) {
    free(given);
  }
  return -error;
}

int32_t outboard_thread_id(void) {
  return (int32_t)syscall(SYS_gettid);
}
