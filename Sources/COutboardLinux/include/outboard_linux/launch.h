#ifndef OUTBOARD_LINUX_LAUNCH_H
#define OUTBOARD_LINUX_LAUNCH_H

// Starting a process: clone(2), execveat(2), and what a child does in between.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <stdint.h>

#pragma clang assume_nonnull begin

// Steps of a launch, in order. 0: nothing failed.
#define OUTBOARD_LAUNCH_STACK 1              ///< mapping the child's stack
#define OUTBOARD_LAUNCH_NAMESPACES 2         ///< making namespaces
#define OUTBOARD_LAUNCH_IDENTITY 3           ///< naming the user in a namespace of its own
#define OUTBOARD_LAUNCH_ROOT 4               ///< making a root with what the process needs
#define OUTBOARD_LAUNCH_PROC 5               ///< mounting /proc in it
#define OUTBOARD_LAUNCH_INIT 6               ///< executing the first process
#define OUTBOARD_LAUNCH_ENTER 7              ///< entering the namespaces
#define OUTBOARD_LAUNCH_CLONE 8              ///< creating the process
#define OUTBOARD_LAUNCH_GROUP 9              ///< joining a control group
#define OUTBOARD_LAUNCH_SIGNALS 10           ///< resetting signal dispositions and mask
#define OUTBOARD_LAUNCH_SESSION 11           ///< leaving the host's session
#define OUTBOARD_LAUNCH_USER 12              ///< becoming another user
#define OUTBOARD_LAUNCH_DEATH_SIGNAL 13      ///< asking to be killed when the host dies
#define OUTBOARD_LAUNCH_PARENT_GONE 14       ///< the host died meanwhile
#define OUTBOARD_LAUNCH_PRIVILEGES 15        ///< giving up new privileges
#define OUTBOARD_LAUNCH_WORKING_DIRECTORY 16 ///< changing the working directory
#define OUTBOARD_LAUNCH_FILES 17             ///< giving up files, by Landlock
#define OUTBOARD_LAUNCH_DESCRIPTORS 18       ///< placing descriptors
#define OUTBOARD_LAUNCH_LIMITS 19            ///< setting resource limits
#define OUTBOARD_LAUNCH_CLOSE_RANGE 20       ///< closing all other descriptors
#define OUTBOARD_LAUNCH_CAPABILITIES 21      ///< giving up capabilities
#define OUTBOARD_LAUNCH_CALLS 22             ///< giving up system calls, by seccomp
#define OUTBOARD_LAUNCH_EXEC 23              ///< executing the file

/// Which descriptor of the host becomes which of the child.
typedef struct outboard_launch_descriptor {
  int32_t target;
  int32_t source;
} outboard_launch_descriptor;

/// A resource limit, soft and hard: lowered to `value`, never raised.
typedef struct outboard_launch_limit {
  int32_t resource;  ///< RLIMIT_…
  uint64_t value;
} outboard_launch_limit;

/// In a filter, a number that stands for the process's own, which nobody knows before the process is there. The value is
/// part of the contract: OUTBOARD_FILTER_OWN_PROCESS.
#define OUTBOARD_OWN_PROCESS 0x6f776e70u

/// See namespaces.h.
typedef struct outboard_launch_namespaces outboard_launch_namespaces;

/// What the child gives up before it executes the file.
typedef struct outboard_launch_confinement {
  int32_t rules;             ///< what Landlock allows; -1: no Landlock
  int32_t landlock_version;  ///< that the rules were made for
  int32_t drops_capabilities;
  int32_t limit_count;
  const outboard_launch_limit *_Nullable limits;
  uint64_t *_Nullable filter;  ///< struct sock_filter; the child replaces OUTBOARD_OWN_PROCESS. NULL: no filter
  int32_t filter_count;
  int32_t group;            ///< descriptor of `cgroup.procs` of a control group, opened for writing; -1: the host's group
  int32_t user;             ///< user and group that it becomes, without others; -1: the host's
  const outboard_launch_namespaces *_Nullable namespaces;  ///< NULL: the host's
} outboard_launch_confinement;

/// What to start. Everything is prepared by the caller: the child allocates nothing.
typedef struct outboard_launch_plan {
  int32_t executable;        ///< descriptor of the file to execute
  int32_t descriptor_count;  ///< entries of `descriptors` and of `scratch`
  const outboard_launch_descriptor *_Nullable descriptors;  ///< distinct targets, all >= 0; sources may overlap them
  int32_t *_Nullable scratch;
  char *_Nullable const *_Nonnull arguments;    ///< ends with NULL
  char *_Nullable const *_Nonnull environment;  ///< ends with NULL
  const char *_Nullable working_directory;      ///< NULL: the host's
  int64_t open_files_limit;                     ///< RLIMIT_NOFILE, soft and hard; -1: the host's
  const outboard_launch_confinement *_Nullable confinement;  ///< NULL: none
} outboard_launch_plan;

/// How it went.
typedef struct outboard_launch_result {
  int32_t pidfd;  ///< of the running process, close-on-exec; -1 on failure
  int32_t pid;
  int32_t init_pidfd;  ///< of the first process of its namespaces, close-on-exec; -1 without namespaces
  int32_t step;   ///< the step that failed, or 0
  int32_t error;  ///< its errno
} outboard_launch_result;

/// Starts a process and waits until it runs its program or has failed to; a failed one is already collected.
///
/// The calling thread is the one whose end kills the child: call it on a thread that never ends.
/// Blocks all signals of the calling thread meanwhile.
void outboard_launch(const outboard_launch_plan *plan, outboard_launch_result *result);

/// Closes every descriptor from `first` up. Falls back to listing /proc/self/fd where close_range(2) is missing or
/// forbidden, or if `by_listing`. Async-signal-safe. Returns 0 or -errno.
int outboard_close_from(int first, int by_listing);

#pragma clang assume_nonnull end

#endif
