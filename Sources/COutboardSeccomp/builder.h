#ifndef OUTBOARD_SECCOMP_BUILDER_H
#define OUTBOARD_SECCOMP_BUILDER_H

// A filter that is being built, rule by rule. After a first error nothing is added.

#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>

// Beyond the calls that there are (about 470 in Linux 6.18).
#define FILTER_NUMBERS 600
// Where the kernel reads 32 bits of an argument.
#define LOW_WORD 0xffffffffull

typedef struct filter_builder {
  scmp_filter_ctx context;
  int error;
  unsigned char is_known[FILTER_NUMBERS];
  unsigned char is_allowed[FILTER_NUMBERS];
} filter_builder;

/// Begins.
void filter_begin(filter_builder *builder);
/// Allows a call if its arguments are like that.
void filter_allow_if(filter_builder *builder, const char *name, const struct scmp_arg_cmp *arguments, unsigned count);
/// Allows calls with any arguments.
void filter_allow_all(filter_builder *builder, const char *const *names);
/// Allows a call whose argument, of which the kernel reads 32 bits, has one of some values.
void filter_allow_values(filter_builder *builder, const char *name, unsigned argument, const uint32_t *values,
                         size_t count);
/// Allows what fcntl(2) does to descriptors, and nothing by which it makes the kernel send signals to others.
void filter_allow_descriptor_control(filter_builder *builder);
/// Allows opening files, but not truncating one that is not opened for writing, which Landlock does not see before Linux 6.2.
void filter_allow_opening(filter_builder *builder, const char *name, unsigned argument);
/// Allows giving up the signal by which a process ends with its parent, and no other change of it.
void filter_allow_outliving(filter_builder *builder);
/// Allows pairs of connected sockets. Not of datagrams: those can be sent to any local service, and connected to it.
void filter_allow_socket_pairs(filter_builder *builder);
/// Has calls refused with EPERM, unless they are allowed.
void filter_know(filter_builder *builder, const char *const *names);
/// Ends: all other calls are refused with ENOSYS. Returns how many instructions were written, or -errno.
int filter_end(filter_builder *builder, uint64_t *instructions, int capacity);

#define VALUES(...) (const uint32_t[]){__VA_ARGS__}, sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t)

#endif
