#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "outboard_seccomp.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "calls.h"

#define LOW_WORD 0xffffffffull
#define NEW_NAMESPACES \
  (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)
#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#define MADV_POPULATE_WRITE 23
#endif
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

// Beyond the calls that there are (about 470 in Linux 6.18).
#define NUMBERS 600

/// A filter that is being built: after a first error, nothing is added.
typedef struct builder {
  scmp_filter_ctx context;
  int error;
  unsigned char is_known[NUMBERS];
} builder;

/// The number of a call, or a negative one if this machine does not have it.
static int number_of(builder *builder, const char *name) {
  int number = seccomp_syscall_resolve_name(name);
  if (number >= 0 && number < NUMBERS) {
    builder->is_known[number] = 1;
  }
  return number;
}

static void allow_if(builder *builder, const char *name, const struct scmp_arg_cmp *arguments, unsigned count) {
  int number = number_of(builder, name);
  if (builder->error == 0 && number >= 0) {
    builder->error = seccomp_rule_add_array(builder->context, SCMP_ACT_ALLOW, number, count, arguments);
  }
}

static void allow_all(builder *builder, const char *const *names) {
  for (; *names; names += 1) {
    allow_if(builder, *names, NULL, 0);
  }
}

/// Allows a call whose argument, of which the kernel reads 32 bits, has one of some values.
static void allow_values(builder *builder, const char *name, unsigned argument, const uint32_t *values, size_t count) {
  for (size_t index = 0; index < count; index += 1) {
    struct scmp_arg_cmp compare = SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, LOW_WORD, values[index]);
    allow_if(builder, name, &compare, 1);
  }
}

#define VALUES(...) (const uint32_t[]){__VA_ARGS__}, sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t)

static void allow_control(builder *builder) {
  // Not O_ASYNC, F_SETOWN, F_SETSIG, F_NOTIFY, F_SETLEASE: they make the kernel send signals to others.
  allow_values(builder, "fcntl", 1,
               VALUES(F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_GETLK, F_SETLK, F_SETLKW, F_OFD_GETLK,
                      F_OFD_SETLK, F_OFD_SETLKW, F_ADD_SEALS, F_GET_SEALS, F_GETPIPE_SZ));
  struct scmp_arg_cmp flags[] = {SCMP_CMP64(1, SCMP_CMP_MASKED_EQ, LOW_WORD, F_SETFL),
                                 SCMP_CMP64(2, SCMP_CMP_MASKED_EQ, O_ASYNC, 0)};
  allow_if(builder, "fcntl", flags, 2);
  allow_values(builder, "ioctl", 1, VALUES(TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX));
  // Not PR_SET_PDEATHSIG, by which it ends with its host.
  allow_values(builder, "prctl", 0,
               VALUES(PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_GET_PDEATHSIG, PR_SET_NO_NEW_PRIVS,
                      PR_GET_NO_NEW_PRIVS, PR_SET_SECCOMP, PR_GET_SECCOMP, PR_GET_TIMERSLACK, PR_SET_TIMERSLACK,
                      PR_CAPBSET_READ, PR_SET_THP_DISABLE, PR_GET_THP_DISABLE, PR_SET_VMA));
  struct scmp_arg_cmp undumpable[] = {SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, LOW_WORD, PR_SET_DUMPABLE),
                                      SCMP_CMP64(1, SCMP_CMP_EQ, 0, 0)};
  allow_if(builder, "prctl", undumpable, 2);
  allow_values(builder, "personality", 0, VALUES(0xffffffffu));
  // Not MADV_REMOVE, which punches holes, nor MADV_HWPOISON.
  allow_values(builder, "madvise", 2,
               VALUES(MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED, MADV_DONTNEED, MADV_FREE, MADV_DONTFORK,
                      MADV_DOFORK, MADV_MERGEABLE, MADV_UNMERGEABLE, MADV_HUGEPAGE, MADV_NOHUGEPAGE, MADV_DONTDUMP,
                      MADV_DODUMP, MADV_WIPEONFORK, MADV_KEEPONFORK, MADV_COLD, MADV_PAGEOUT, MADV_POPULATE_READ,
                      MADV_POPULATE_WRITE, MADV_COLLAPSE));
}

static void allow_about_itself(builder *builder, uint32_t own_process) {
  // Signals to itself; where the C library raises them, it names a thread.
  allow_values(builder, "kill", 0, VALUES(own_process));
  allow_values(builder, "tgkill", 0, VALUES(own_process));
  allow_values(builder, "prlimit64", 0, VALUES(0));
  allow_values(builder, "sched_setaffinity", 0, VALUES(0));
  allow_values(builder, "ioprio_get", 1, VALUES(0));
  struct scmp_arg_cmp nice[] = {SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, LOW_WORD, 0),
                                SCMP_CMP64(1, SCMP_CMP_MASKED_EQ, LOW_WORD, 0)};
  allow_if(builder, "setpriority", nice, 2);
}

static void allow_threads(builder *builder, int with_processes) {
  struct scmp_arg_cmp thread = SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, CLONE_THREAD | NEW_NAMESPACES, CLONE_THREAD);
  struct scmp_arg_cmp process = SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, NEW_NAMESPACES, 0);
  // clone3(2) has its flags in memory, where a filter cannot look: it does not exist, and libraries use clone(2).
  allow_if(builder, "clone", with_processes ? &process : &thread, 1);
}

/// Has calls refused with EPERM, unless they are allowed.
static void know(builder *builder, const char *const *names) {
  for (; *names; names += 1) {
    number_of(builder, *names);
  }
}

static void refuse_as_missing(builder *builder) {
  for (int number = 0; number < NUMBERS && builder->error == 0; number += 1) {
    if (!builder->is_known[number]) {
      builder->error = seccomp_rule_add_array(builder->context, SCMP_ACT_ERRNO(ENOSYS), number, 0, NULL);
    }
  }
}

/// Reads what libseccomp writes. Its function that needs no file is newer than what distributions have.
static int export(scmp_filter_ctx context, uint64_t *instructions, int capacity) {
  int file = memfd_create("outboard-filter", MFD_CLOEXEC);
  if (file < 0) {
    return -errno;
  }
  int result = seccomp_export_bpf(context, file);
  struct stat status;
  if (result == 0 && fstat(file, &status) == 0) {
    result = -E2BIG;
    if (status.st_size <= (off_t)((size_t)capacity * sizeof *instructions)) {
      result = pread(file, instructions, (size_t)status.st_size, 0) == status.st_size
                   ? (int)((size_t)status.st_size / sizeof *instructions)
                   : -EIO;
    }
  }
  close(file);
  return result;
}

int outboard_seccomp_build(uint32_t allowances, uint32_t own_process, uint64_t *instructions, int capacity) {
  _Static_assert(sizeof *instructions == sizeof(struct sock_filter), "an instruction is a word");
  builder builder = {.context = seccomp_init(SCMP_ACT_ERRNO(EPERM))};
  if (!builder.context) {
    return -ENOMEM;
  }
  // Another machine's calls, x32 among them, are never tried by accident.
  builder.error = seccomp_attr_set(builder.context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  if (builder.error == 0) {
    builder.error = seccomp_attr_set(builder.context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
  }
  allow_all(&builder, outboard_calls_allowed);
  allow_control(&builder);
  allow_about_itself(&builder, own_process);
  allow_threads(&builder, (allowances & OUTBOARD_CALLS_PROCESSES) != 0);
  if (allowances & OUTBOARD_CALLS_PROCESSES) {
    allow_all(&builder, outboard_calls_processes);
  }
  if (allowances & OUTBOARD_CALLS_NETWORK) {
    allow_values(&builder, "socket", 0, VALUES(AF_INET, AF_INET6));
    allow_all(&builder, outboard_calls_network);
  }
  know(&builder, outboard_calls_refused);
  know(&builder, outboard_calls_network);
  know(&builder, outboard_calls_processes);
  refuse_as_missing(&builder);
  int result = builder.error != 0 ? builder.error : export(builder.context, instructions, capacity);
  seccomp_release(builder.context);
  return result;
}
