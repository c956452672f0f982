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
/// Besides, when it is ready, and in namespaces.
extern const operation forbidden_ready[], forbidden_outside[];
extern const operation allowed_ready[];

/// Starts a thread and waits for its end; for more than one table.
long start_thread(const targets *t);

/// Installs the filter that the host sent; returns 0, or a negative number.
int become_ready(void);

// Use up what a sandbox bounds; return the exit status.
int use_threads(int count);
int use_processors(int count);
int use_memory(long byte_count);
int leave_child(void);

/// What an entry of a table runs: an expression of `t`, the targets.
#define OPERATION(function, expression) \
  static long function(const targets *t) { \
    (void)t; \
    return (long)(expression); \
  }

#endif
