// A plugin that never shakes hands: tries what a sandbox forbids and what it allows, says what came out, and ends.
//
//   SandboxFixture SECRET READABLE WRITABLE   a line for what was wrong, and the sums
//   SandboxFixture foreign                    a system call of another machine

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "operations.h"

static int wrong;

/// Tries a table of operations; returns how many there are.
static int try_all(const operation *operations, const targets *targets, int is_forbidden) {
  int count = 0;
  for (; operations->name; operations += 1, count += 1) {
    errno = 0;
    long result = operations->run(targets);
    int is_refused = result < 0 && (errno == EPERM || errno == EACCES || errno == ENOSYS || errno == EXDEV);
    if (is_forbidden ? !is_refused : result < 0) {
      wrong += 1;
      fprintf(stderr, "%s: %s (%ld, %s)\n", is_forbidden ? "not refused" : "not allowed", operations->name, result,
              strerror(errno));
    }
  }
  return count;
}

int main(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[1], "foreign") == 0) {
#ifdef __x86_64__
    syscall(0x40000000L | SYS_getpid);
#endif
    return 0;
  }
  if (count != 4) {
    return 2;
  }
  const targets targets = {
      .host = getppid(), .secret = arguments[1], .readable = arguments[2], .writable = arguments[3]};
  int allowed_count = try_all(allowed, &targets, 0);
  int forbidden_count = try_all(forbidden_files, &targets, 1);
  forbidden_count += try_all(forbidden_processes, &targets, 1);
  forbidden_count += try_all(forbidden_sockets, &targets, 1);
  forbidden_count += try_all(forbidden_machine, &targets, 1);
  fprintf(stderr, "%d forbidden, %d allowed, %d wrong\n", forbidden_count, allowed_count, wrong);
  return wrong == 0 ? 0 : 1;
}
