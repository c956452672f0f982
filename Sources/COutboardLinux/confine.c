// What a plugin gives up before its first instruction. Runs in the child: see child.h.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"
#include "outboard_linux/landlock.h"

#ifndef SYS_landlock_restrict_self
#define SYS_landlock_restrict_self 446
#endif
#define CAPABILITIES 64
#ifndef PR_CAP_AMBIENT
#define PR_CAP_AMBIENT 47
#define PR_CAP_AMBIENT_CLEAR_ALL 4
#endif

_Static_assert(sizeof(struct sock_filter) == sizeof(uint64_t), "an instruction is a word");

OUTBOARD_CHILD_CODE void outboard_child_join_group(const outboard_child *child) {
  const outboard_launch_confinement *confinement = child->plan->confinement;
  if (!confinement || confinement->group < 0) {
    return;
  }
  // 0 stands for the writer. The kernel looks at who opened the file, and counts memory from the exec on.
  if (syscall(SYS_write, confinement->group, "0", 1) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_GROUP, errno);
  }
}

OUTBOARD_CHILD_CODE void outboard_child_become_user(const outboard_child *child) {
  const outboard_launch_confinement *confinement = child->plan->confinement;
  if (!confinement || confinement->user < 0) {
    return;
  }
  const long user = confinement->user;
  // The calls themselves: those of the C library change all threads, and these are the host's.
  if (syscall(SYS_setgroups, 0, NULL) < 0 || syscall(SYS_setresgid, user, user, user) < 0
      || syscall(SYS_setresuid, user, user, user) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_USER, errno);
  }
}

/// Allows reading below a path that only the child can name. Where /proc is not mounted programs do without.
OUTBOARD_CHILD_CODE static void allow_own(const outboard_child *child, const char *path, uint32_t rights) {
  const outboard_launch_confinement *confinement = child->plan->confinement;
  long own = syscall(SYS_openat, AT_FDCWD, path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
  if (own < 0) {
    return;
  }
  int error = outboard_landlock_allow(confinement->rules, (int)own, rights, confinement->landlock_version);
  syscall(SYS_close, (int)own);
  if (error < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_FILES, -error);
  }
}

OUTBOARD_CHILD_CODE void outboard_child_give_up_files(const outboard_child *child) {
  const outboard_launch_confinement *confinement = child->plan->confinement;
  if (!confinement || confinement->rules < 0) {
    return;
  }
  // Programs read about themselves: the C library finds the main thread's stack in `maps`. Only here is it known which
  // folder that is.
  allow_own(child, "/proc/self", OUTBOARD_PATH_READ);
  if (child->namespaces && child->namespaces->kinds & OUTBOARD_NAMESPACE_PROCESSES) {
    // Another /proc than the one that the host made its rule for.
    allow_own(child, "/proc", OUTBOARD_PATH_EXECUTE);
  }
  if (syscall(SYS_landlock_restrict_self, confinement->rules, 0) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_FILES, errno);
  }
}

OUTBOARD_CHILD_CODE static void limit(const outboard_child *child, const outboard_launch_limit *wanted) {
  struct rlimit current;
  if (syscall(SYS_prlimit64, 0, wanted->resource, NULL, &current) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_LIMITS, errno);
  }
  struct rlimit lowered;
  lowered.rlim_max = current.rlim_max < wanted->value ? current.rlim_max : wanted->value;
  lowered.rlim_cur = lowered.rlim_max;
  if (syscall(SYS_prlimit64, 0, wanted->resource, &lowered, NULL) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_LIMITS, errno);
  }
}

OUTBOARD_CHILD_CODE void outboard_child_drop_capabilities(const outboard_child *child) {
  // The bounding set takes a capability itself, and those without it have none to lose: no_new_privs keeps a program
  // from getting back at its exec what was given up here.
  for (int capability = 0; capability < CAPABILITIES; capability += 1) {
    syscall(SYS_prctl, PR_CAPBSET_DROP, capability, 0, 0, 0);
  }
  syscall(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  struct __user_cap_header_struct header;
  header.version = _LINUX_CAPABILITY_VERSION_3;
  header.pid = 0;
  struct __user_cap_data_struct none[2];
  for (int half = 0; half < 2; half += 1) {
    none[half].effective = 0;
    none[half].permitted = 0;
    none[half].inheritable = 0;
  }
  if (syscall(SYS_capset, &header, none) < 0) {
    outboard_child_fail(child, OUTBOARD_LAUNCH_CAPABILITIES, errno);
  }
}

/// Puts the number of this process where the filter waits for it.
OUTBOARD_CHILD_CODE static void complete(struct sock_filter *filter, int count) {
  const uint32_t own = (uint32_t)syscall(SYS_getpid);
  for (int index = 0; index < count; index += 1) {
    if (filter[index].k == OUTBOARD_OWN_PROCESS) {
      filter[index].k = own;
    }
  }
}

OUTBOARD_CHILD_CODE void outboard_child_give_up_calls(const outboard_child *child) {
  const outboard_launch_confinement *confinement = child->plan->confinement;
  if (!confinement) {
    return;
  }
  for (int index = 0; index < confinement->limit_count; index += 1) {
    limit(child, &confinement->limits[index]);
  }
  if (confinement->drops_capabilities) {
    outboard_child_drop_capabilities(child);
  }
  if (confinement->filter) {
    struct sock_fprog program;
    program.len = (unsigned short)confinement->filter_count;
    program.filter = (struct sock_filter *)confinement->filter;
    complete(program.filter, confinement->filter_count);
    if (syscall(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) < 0) {
      outboard_child_fail(child, OUTBOARD_LAUNCH_CALLS, errno);
    }
  }
}
