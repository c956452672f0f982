#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "builder.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(sizeof(uint64_t) == sizeof(struct sock_filter), "an instruction is a word");

void filter_begin(filter_builder *builder) {
  memset(builder, 0, sizeof *builder);
  builder->context = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!builder->context) {
    builder->error = -ENOMEM;
    return;
  }
  // Another machine's calls, x32 among them, are never tried by accident.
  builder->error = seccomp_attr_set(builder->context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  if (builder->error == 0) {
    builder->error = seccomp_attr_set(builder->context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
  }
}

/// The number of a call, or a negative one if this machine does not have it.
static int number_of(filter_builder *builder, const char *name) {
  int number = seccomp_syscall_resolve_name(name);
  if (number >= 0 && number < FILTER_NUMBERS) {
    builder->is_known[number] = 1;
  }
  return number;
}

void filter_allow_if(filter_builder *builder, const char *name, const struct scmp_arg_cmp *arguments, unsigned count) {
  int number = number_of(builder, name);
  if (builder->error == 0 && number >= 0) {
    builder->error = seccomp_rule_add_array(builder->context, SCMP_ACT_ALLOW, number, count, arguments);
    if (number < FILTER_NUMBERS) {
      builder->is_allowed[number] = 1;
    }
  }
}

void filter_allow_all(filter_builder *builder, const char *const *names) {
  for (; *names; names += 1) {
    filter_allow_if(builder, *names, NULL, 0);
  }
}

void filter_allow_values(filter_builder *builder, const char *name, unsigned argument, const uint32_t *values,
                         size_t count) {
  for (size_t index = 0; index < count; index += 1) {
    struct scmp_arg_cmp compare = SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, LOW_WORD, values[index]);
    filter_allow_if(builder, name, &compare, 1);
  }
}

void filter_allow_socket_pairs(filter_builder *builder) {
  static const uint32_t types[] = {SOCK_STREAM, SOCK_SEQPACKET};
  for (size_t index = 0; index < sizeof types / sizeof types[0]; index += 1) {
    // Without the flags, which are higher bits.
    struct scmp_arg_cmp type = SCMP_CMP64(1, SCMP_CMP_MASKED_EQ, 0xf, types[index]);
    filter_allow_if(builder, "socketpair", &type, 1);
  }
}

void filter_allow_descriptor_control(filter_builder *builder) {
  // Not O_ASYNC, F_SETOWN, F_SETSIG, F_NOTIFY, F_SETLEASE: they make the kernel send signals to others.
  filter_allow_values(builder, "fcntl", 1,
                      VALUES(F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_GETLK, F_SETLK, F_SETLKW,
                             F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_ADD_SEALS, F_GET_SEALS, F_GETPIPE_SZ));
  struct scmp_arg_cmp flags[] = {SCMP_CMP64(1, SCMP_CMP_MASKED_EQ, LOW_WORD, F_SETFL),
                                 SCMP_CMP64(2, SCMP_CMP_MASKED_EQ, O_ASYNC, 0)};
  filter_allow_if(builder, "fcntl", flags, 2);
}

void filter_allow_opening(filter_builder *builder, const char *name, unsigned argument) {
  struct scmp_arg_cmp whole = SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, O_TRUNC, 0);
  struct scmp_arg_cmp written = SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, O_ACCMODE, O_WRONLY);
  struct scmp_arg_cmp changed = SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, O_ACCMODE, O_RDWR);
  filter_allow_if(builder, name, &whole, 1);
  filter_allow_if(builder, name, &written, 1);
  filter_allow_if(builder, name, &changed, 1);
}

void filter_allow_outliving(filter_builder *builder) {
  struct scmp_arg_cmp none[] = {SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, LOW_WORD, PR_SET_PDEATHSIG),
                                SCMP_CMP64(1, SCMP_CMP_EQ, 0, 0)};
  filter_allow_if(builder, "prctl", none, 2);
}

void filter_know(filter_builder *builder, const char *const *names) {
  for (; *names; names += 1) {
    number_of(builder, *names);
  }
}

static void refuse_as_missing(filter_builder *builder) {
  for (int number = 0; number < FILTER_NUMBERS && builder->error == 0; number += 1) {
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

int filter_end(filter_builder *builder, uint64_t *instructions, int capacity) {
  refuse_as_missing(builder);
  int result = builder->error != 0 ? builder->error : export(builder->context, instructions, capacity);
  if (builder->context) {
    seccomp_release(builder->context);
  }
  return result;
}
