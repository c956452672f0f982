#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "builder.h"
#include "calls.h"
#include "outboard_seccomp.h"

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#define MADV_POPULATE_WRITE 23
#endif

/// Which calls a plugin keeps with any arguments: by the allowances of which it has one, and those of which it has all.
static const struct {
  uint32_t any;
  uint32_t all;
  const char *const *calls;
} kept[] = {
    {UINT32_MAX, 0, outboard_calls_ready},
    {OUTBOARD_CALLS_READING | OUTBOARD_CALLS_WRITING | OUTBOARD_CALLS_NETWORK | OUTBOARD_CALLS_CODE, 0,
     outboard_calls_ready_reading},
    {UINT32_MAX, OUTBOARD_CALLS_WRITING, outboard_calls_ready_writing},
    {UINT32_MAX, OUTBOARD_CALLS_WRITING | OUTBOARD_CALLS_TRUNCATING, outboard_calls_truncating},
    {UINT32_MAX, OUTBOARD_CALLS_NETWORK, outboard_calls_network},
    {UINT32_MAX, OUTBOARD_CALLS_NETWORK, outboard_calls_ready_network},
};

#define KEPT_COUNT (sizeof kept / sizeof kept[0])

static int is_kept(size_t index, uint32_t allowances) {
  const uint32_t any = kept[index].any, all = kept[index].all;
  return (any == UINT32_MAX || (any & allowances) != 0) && (allowances & all) == all;
}

/// What every plugin keeps whose calls depend on their arguments.
static void allow_with_arguments(filter_builder *builder, uint32_t allowances, uint32_t own_process) {
  // No code but that which is there, unless more may be loaded.
  const uint64_t no_code = allowances & OUTBOARD_CALLS_CODE ? 0 : PROT_EXEC;
  struct scmp_arg_cmp protection = SCMP_CMP64(2, SCMP_CMP_MASKED_EQ, no_code, 0);
  filter_allow_if(builder, "mmap", &protection, 1);
  filter_allow_if(builder, "mprotect", &protection, 1);
  filter_allow_values(builder, "madvise", 2,
                      VALUES(MADV_DONTNEED, MADV_FREE, MADV_POPULATE_READ, MADV_POPULATE_WRITE, MADV_DONTFORK));
  // A signal to itself, which is how it aborts.
  filter_allow_values(builder, "tgkill", 0, VALUES(own_process));
  // Where its caller sleeps: see the policy `handoff`.
  filter_allow_values(builder, "sched_setaffinity", 0, VALUES(0));
  struct scmp_arg_cmp thread = SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD);
  filter_allow_if(builder, "clone", &thread, 1);
}

/// Opening for reading: Swift's pool of threads reads about its threads, and all else is Landlock's to refuse.
static void allow_opening(filter_builder *builder, uint32_t allowances) {
  const uint32_t unbounded = OUTBOARD_CALLS_WRITING | OUTBOARD_CALLS_TRUNCATING;
  if ((allowances & unbounded) == unbounded) {
    filter_allow_if(builder, "openat", NULL, 0);
  } else if (allowances & OUTBOARD_CALLS_WRITING) {
    filter_allow_opening(builder, "openat", 2);
  } else {
    struct scmp_arg_cmp reading = SCMP_CMP64(2, SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, 0);
    filter_allow_if(builder, "openat", &reading, 1);
  }
}

static void allow_named(filter_builder *builder, const char *names) {
  char *copy = strdup(names);
  char *rest = NULL;
  if (!copy) {
    builder->error = -ENOMEM;
    return;
  }
  for (char *name = strtok_r(copy, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
    filter_allow_if(builder, name, NULL, 0);
  }
  free(copy);
}

int outboard_seccomp_build_ready(uint32_t allowances, uint32_t own_process, const char *more, uint64_t *instructions,
                                 int capacity, int *allowed) {
  filter_builder builder;
  filter_begin(&builder);
  for (size_t index = 0; index < KEPT_COUNT; index += 1) {
    if (is_kept(index, allowances)) {
      filter_allow_all(&builder, kept[index].calls);
    }
  }
  allow_with_arguments(&builder, allowances, own_process);
  allow_opening(&builder, allowances);
  if (allowances & (OUTBOARD_CALLS_READING | OUTBOARD_CALLS_WRITING | OUTBOARD_CALLS_NETWORK | OUTBOARD_CALLS_CODE)) {
    filter_allow_descriptor_control(&builder);
  }
  if (allowances & OUTBOARD_CALLS_OUTLIVING) {
    filter_allow_outliving(&builder);
  }
  if (allowances & OUTBOARD_CALLS_NETWORK) {
    filter_allow_values(&builder, "socket", 0, VALUES(AF_INET, AF_INET6));
    filter_allow_socket_pairs(&builder);
  }
  allow_named(&builder, more);
  filter_know(&builder, outboard_calls_allowed);
  filter_know(&builder, outboard_calls_opening);
  filter_know(&builder, outboard_calls_truncating);
  filter_know(&builder, outboard_calls_arguments);
  filter_know(&builder, outboard_calls_refused);
  filter_know(&builder, outboard_calls_network);
  filter_know(&builder, outboard_calls_processes);
  *allowed = 0;
  for (int number = 0; number < FILTER_NUMBERS; number += 1) {
    *allowed += builder.is_allowed[number];
  }
  return filter_end(&builder, instructions, capacity);
}

int outboard_seccomp_ready_has(uint32_t allowances, const char *name) {
  for (size_t index = 0; index < KEPT_COUNT; index += 1) {
    const char *const *call = kept[index].calls;
    while (is_kept(index, allowances) && *call) {
      if (strcmp(*call++, name) == 0) {
        return 1;
      }
    }
  }
  return 0;
}

int outboard_seccomp_knows(const char *name) {
  return seccomp_syscall_resolve_name(name) != __NR_SCMP_ERROR;
}
