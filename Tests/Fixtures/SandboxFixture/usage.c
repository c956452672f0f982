// Uses up what a sandbox bounds.

#define _GNU_SOURCE

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "operations.h"

static void *rest(void *argument) {
  pause();
  return argument;
}

static void *turn(void *argument) {
  for (volatile unsigned long number = 0;; number += 1) {
  }
  return argument;
}

int use_threads(int count) {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  int started = 0;
  for (pthread_t thread; started < count && pthread_create(&thread, &small, rest, NULL) == 0;) {
    started += 1;
  }
  fprintf(stderr, "%d threads\n", started);
  sleep(started < count ? 0 : 60);
  return 0;
}

int use_processors(int count) {
  for (pthread_t thread; count > 1; count -= 1) {
    pthread_create(&thread, NULL, turn, NULL);
  }
  turn(NULL);
  return 0;
}

int use_memory(long byte_count) {
  char *memory = mmap(NULL, (size_t)byte_count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    fprintf(stderr, "no memory\n");
    return 0;
  }
  memset(memory, 1, (size_t)byte_count);
  fprintf(stderr, "%ld bytes\n", byte_count);
  return 0;
}

int leave_child(void) {
  // A child's child, in a session of its own, with none of its descriptors.
  if (fork() == 0) {
    setsid();
    if (fork() == 0) {
      closefrom(0);
      sleep(600);
    }
    _exit(0);
  }
  usleep(200000);
  fprintf(stderr, "left a child\n");
  return 0;
}
