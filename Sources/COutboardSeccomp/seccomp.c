#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "outboard_seccomp.h"

#include <asm/ioctls.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "builder.h"
#include "calls.h"

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

static void allow_control(filter_builder *builder) {
  filter_allow_descriptor_control(builder);
  filter_allow_values(builder, "ioctl", 1, VALUES(TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX));
  // Not PR_SET_PDEATHSIG, by which it ends with its host: see filter_allow_outliving.
  filter_allow_values(builder, "prctl", 0,
                      VALUES(PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_GET_PDEATHSIG, PR_SET_NO_NEW_PRIVS,
                             PR_GET_NO_NEW_PRIVS, PR_SET_SECCOMP, PR_GET_SECCOMP, PR_GET_TIMERSLACK, PR_SET_TIMERSLACK,
                             PR_CAPBSET_READ, PR_SET_THP_DISABLE, PR_GET_THP_DISABLE, PR_SET_VMA));
  struct scmp_arg_cmp undumpable[] = {SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, LOW_WORD, PR_SET_DUMPABLE),
                                      SCMP_CMP64(1, SCMP_CMP_EQ, 0, 0)};
  filter_allow_if(builder, "prctl", undumpable, 2);
  filter_allow_values(builder, "personality", 0, VALUES(0xffffffffu));
  // Not MADV_REMOVE, which punches holes, nor MADV_HWPOISON.
  filter_allow_values(builder, "madvise", 2,
                      VALUES(MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED, MADV_DONTNEED, MADV_FREE,
                             MADV_DONTFORK, MADV_DOFORK, MADV_MERGEABLE, MADV_UNMERGEABLE, MADV_HUGEPAGE,
                             MADV_NOHUGEPAGE, MADV_DONTDUMP, MADV_DODUMP, MADV_WIPEONFORK, MADV_KEEPONFORK, MADV_COLD,
                             MADV_PAGEOUT, MADV_POPULATE_READ, MADV_POPULATE_WRITE, MADV_COLLAPSE));
}

static void allow_about_itself(filter_builder *builder, uint32_t own_process) {
  // Signals to itself; where the C library raises them, it names a thread.
  filter_allow_values(builder, "kill", 0, VALUES(own_process));
  filter_allow_values(builder, "tgkill", 0, VALUES(own_process));
  filter_allow_values(builder, "prlimit64", 0, VALUES(0));
  filter_allow_values(builder, "sched_setaffinity", 0, VALUES(0));
  filter_allow_values(builder, "ioprio_get", 1, VALUES(0));
  struct scmp_arg_cmp nice[] = {SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, LOW_WORD, 0),
                                SCMP_CMP64(1, SCMP_CMP_MASKED_EQ, LOW_WORD, 0)};
  filter_allow_if(builder, "setpriority", nice, 2);
}

static void allow_threads(filter_builder *builder, int with_processes) {
  struct scmp_arg_cmp thread = SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, CLONE_THREAD | NEW_NAMESPACES, CLONE_THREAD);
  struct scmp_arg_cmp process = SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, NEW_NAMESPACES, 0);
  // clone3(2) has its flags in memory, where a filter cannot look: it does not exist, and libraries use clone(2).
  filter_allow_if(builder, "clone", with_processes ? &process : &thread, 1);
}

int outboard_seccomp_build(uint32_t allowances, uint32_t own_process, uint64_t *instructions, int capacity) {
  filter_builder builder;
  filter_begin(&builder);
  filter_allow_all(&builder, outboard_calls_allowed);
  if (allowances & OUTBOARD_CALLS_TRUNCATING) {
    filter_allow_all(&builder, outboard_calls_opening);
    filter_allow_all(&builder, outboard_calls_truncating);
  } else {
    // Not openat2(2): it has its flags in memory, where a filter cannot look.
    filter_allow_opening(&builder, "open", 1);
    filter_allow_opening(&builder, "openat", 2);
  }
  allow_control(&builder);
  allow_about_itself(&builder, own_process);
  allow_threads(&builder, (allowances & OUTBOARD_CALLS_PROCESSES) != 0);
  if (allowances & OUTBOARD_CALLS_PROCESSES) {
    filter_allow_all(&builder, outboard_calls_processes);
  }
  if (allowances & OUTBOARD_CALLS_NETWORK) {
    filter_allow_values(&builder, "socket", 0, VALUES(AF_INET, AF_INET6));
    filter_allow_all(&builder, outboard_calls_network);
    filter_allow_socket_pairs(&builder);
  }
  if (allowances & OUTBOARD_CALLS_OUTLIVING) {
    filter_allow_outliving(&builder);
  }
  filter_know(&builder, outboard_calls_truncating);
  filter_know(&builder, outboard_calls_refused);
  filter_know(&builder, outboard_calls_network);
  filter_know(&builder, outboard_calls_processes);
  return filter_end(&builder, instructions, capacity);
}
