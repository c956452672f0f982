#ifndef OPERATIONS_H
#define OPERATIONS_H

#include <sys/types.h>

/// What the operations are tried on.
typedef struct targets {
  pid_t host;
  const char *secret;    ///< a file that was not granted
  const char *readable;  ///< a folder with a file "file" that was granted for reading
  const char *writable;  ///< a folder that was granted for writing
} targets;

/// One thing to try: returns 0 or more if it was done, a negative number if it failed, with errno.
typedef struct operation {
  const char *name;
  long (*run)(const targets *);
} operation;

/// Nothing here does harm where it is not refused: signals are 0, arguments that would change the machine are wrong.
extern const operation forbidden_files[], forbidden_processes[], forbidden_sockets[], forbidden_machine[];
extern const operation allowed[];

/// What an entry of a table runs: an expression of `t`, the targets.
#define OPERATION(function, expression) \
  static long function(const targets *t) { \
    (void)t; \
    return (long)(expression); \
  }

#endif
