#ifndef OUTBOARD_LINUX_CHILD_H
#define OUTBOARD_LINUX_CHILD_H

// The part of a launch that runs in the child, in the host's memory, while the launching thread is suspended.

#include <stdint.h>

#include "outboard_linux/launch.h"

/// Code of the child must call nothing that a sanitizer, profiler or libc could hook: it shares the memory of the
/// host, whose other threads run on and may hold any lock.
#define OUTBOARD_CHILD_CODE                                                                           \
  __attribute__((disable_sanitizer_instrumentation, no_sanitize("undefined"), no_sanitize("coverage"), \
                 no_profile_instrument_function, no_stack_protector, no_builtin, noinline))

/// What the child is given.
typedef struct outboard_child {
  const outboard_launch_plan *plan;
  outboard_launch_result *result;
  int32_t parent;  ///< process number that getppid() must return
} outboard_child;

/// Landlock: the last step that may open files.
void outboard_child_give_up_files(const outboard_child *child);
/// Limits, capabilities and, last of all, system calls: what is left is what executing the file takes.
void outboard_child_give_up_calls(const outboard_child *child);

/// Ends the child: the launching thread learns why.
void outboard_child_fail(const outboard_child *child, int step, int error);

/// Entry point of the child: ends with a new program or with _exit(127) and the reason in `result`.
int outboard_child_main(void *child);

#endif
