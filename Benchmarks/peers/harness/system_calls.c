#define _GNU_SOURCE
#include "system_calls.h"

#include <dirent.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_counter(uint64_t tracepoint, pid_t thread) {
  struct perf_event_attr attributes = {
      .type = PERF_TYPE_TRACEPOINT, .size = sizeof attributes, .config = tracepoint, .disabled = 0};
  return (int)syscall(SYS_perf_event_open, &attributes, thread, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

static void count_process(struct peer_system_calls *counted, uint64_t tracepoint, pid_t process) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/task", process);
  DIR *tasks = opendir(path);
  if (tasks == NULL) return;
  for (struct dirent *task; (task = readdir(tasks)) != NULL && counted->count < 512;) {
    pid_t thread = atoi(task->d_name);
    int counter = thread > 0 ? open_counter(tracepoint, thread) : -1;
    if (counter >= 0) counted->counters[counted->count++] = counter;
  }
  closedir(tasks);
}

void peer_count_system_calls(struct peer_system_calls *counted, pid_t process, pid_t other) {
  counted->count = 0;
  const char *tracepoint = getenv(PEER_SYSTEM_CALLS_VARIABLE);
  if (tracepoint == NULL || *tracepoint == 0) return;
  if (other > 0 && other != process) count_process(counted, strtoull(tracepoint, NULL, 10), other);
  count_process(counted, strtoull(tracepoint, NULL, 10), process);
}

int64_t peer_counted_system_calls(struct peer_system_calls *counted) {
  if (counted->count == 0) return -1;
  int64_t sum = 0;
  for (size_t place = 0; place < counted->count; place++) {
    uint64_t value = 0;
    if (read(counted->counters[place], &value, sizeof value) == sizeof value) sum += (int64_t)value;
  }
  for (size_t place = 0; place < counted->count; place++) close(counted->counters[place]);
  return sum;
}
