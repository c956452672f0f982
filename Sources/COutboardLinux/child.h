#ifndef OUTBOARD_LINUX_CHILD_H
#define OUTBOARD_LINUX_CHILD_H

// The part of a launch that runs in the child, in the host's memory, while the launching thread is suspended.

#include <stdint.h>

#include "outboard_linux/launch.h"
#include "outboard_linux/namespaces.h"

/// Code of the child must call nothing that a sanitizer, profiler or libc could hook: it shares the memory of the
/// host, whose other threads run on and may hold any lock.
#define OUTBOARD_CHILD_CODE                                                                           \
  __attribute__((disable_sanitizer_instrumentation, no_sanitize("undefined"), no_sanitize("coverage"), \
                 no_profile_instrument_function, no_stack_protector, no_builtin, noinline))

/// What the child is given.
typedef struct outboard_child {
  const outboard_launch_plan *plan;
  outboard_launch_result *result;
  const outboard_launch_namespaces *namespaces;  ///< NULL: the host's
  int32_t parent;  ///< process number that getppid() must return; 0 in a namespace, where the host has none
} outboard_child;

/// Enters the namespaces of the first process and creates the child there, as a child of the host.
typedef struct outboard_entry {
  const outboard_child *child;  ///< `plan` NULL: only enters
  int32_t kinds;
  int32_t init_pidfd;
  void *stack_top;  ///< of the child
} outboard_entry;

/// Entry point of the first process of namespaces: ends with its program or with _exit(127) and the reason in `result`.
int outboard_first_main(void *child);
/// Entry point of the process between: ends at once.
int outboard_entry_main(void *entry);

/// Resets signals.
void outboard_child_reset_signals(const outboard_child *child);
/// Gives up all capabilities, also those that executing could bring back.
void outboard_child_drop_capabilities(const outboard_child *child);
/// Joins a control group; the first step.
void outboard_child_join_group(const outboard_child *child);
/// Becomes another user; before anything that a change of users resets.
void outboard_child_become_user(const outboard_child *child);
/// Landlock: the last step that may open files.
void outboard_child_give_up_files(const outboard_child *child);
/// Limits, capabilities and, last of all, system calls: what is left is what executing the file takes.
void outboard_child_give_up_calls(const outboard_child *child);

/// Ends the child: the launching thread learns why.
void outboard_child_fail(const outboard_child *child, int step, int error);

/// Entry point of the child: ends with a new program or with _exit(127) and the reason in `result`.
int outboard_child_main(void *child);

#endif
