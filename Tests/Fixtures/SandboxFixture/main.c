// A plugin that never shakes hands: tries what a sandbox forbids and what it allows, says what came out, and ends.
//
//   SandboxFixture HOST SECRET READABLE WRITABLE [namespaces]  a line for what was wrong, and the sums
//   SandboxFixture HOST SECRET READABLE WRITABLE ready         the same when it has given up what its host wanted
//   SandboxFixture foreign                                     a system call of another machine
//   SandboxFixture threads|processors|memory COUNT             uses that many
//   SandboxFixture child                                       leaves a process behind

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "operations.h"

static int wrong;
static int is_namespaced;

static int is_refusal(int error) {
  // What is not there cannot be done either.
  return error == EPERM || error == EACCES || error == ENOSYS || error == EXDEV
         || (is_namespaced && (error == ENOENT || error == ESRCH || error == EROFS));
}

/// Tries a table of operations; returns how many there are.
static int try_all(const operation *operations, const targets *targets, int is_forbidden) {
  int count = 0;
  for (; operations->name; operations += 1, count += 1) {
    errno = 0;
    long result = operations->run(targets);
    if (is_forbidden ? result >= 0 || !is_refusal(errno) : result < 0) {
      wrong += 1;
      fprintf(stderr, "%s: %s (%ld, %s)\n", is_forbidden ? "not refused" : "not allowed", operations->name, result,
              strerror(errno));
    }
  }
  return count;
}

static int conform(const targets *targets, const char *mode) {
  const int is_ready = strcmp(mode, "ready") == 0;
  is_namespaced = strcmp(mode, "namespaces") == 0;
  if (is_ready && become_ready() != 0) {
    perror("becoming ready");
    return 1;
  }
  int allowed_count = try_all(is_ready ? allowed_ready : allowed, targets, 0);
  int forbidden_count = try_all(forbidden_files, targets, 1);
  forbidden_count += try_all(forbidden_processes, targets, 1);
  forbidden_count += try_all(forbidden_sockets, targets, 1);
  forbidden_count += try_all(forbidden_machine, targets, 1);
  if (is_ready) {
    forbidden_count += try_all(forbidden_ready, targets, 1);
  }
  if (is_namespaced) {
    forbidden_count += try_all(forbidden_outside, targets, 1);
  }
  fprintf(stderr, "%d forbidden, %d allowed, %d wrong\n", forbidden_count, allowed_count, wrong);
  return wrong == 0 ? 0 : 1;
}

int main(int count, char **arguments) {
  const char *mode = count > 1 ? arguments[1] : "";
  if (strcmp(mode, "foreign") == 0) {
#ifdef __x86_64__
    syscall(0x40000000L | SYS_getpid);
#endif
    return 0;
  }
  if (strcmp(mode, "child") == 0) {
    return leave_child();
  }
  if (count == 3) {
    const long number = atol(arguments[2]);
    return strcmp(mode, "threads") == 0      ? use_threads((int)number)
           : strcmp(mode, "processors") == 0 ? use_processors((int)number)
                                             : use_memory(number);
  }
  if (count < 5) {
    return 2;
  }
  const targets targets = {
      .host = atoi(arguments[1]), .secret = arguments[2], .readable = arguments[3], .writable = arguments[4]};
  return conform(&targets, count > 5 ? arguments[5] : "");
}
