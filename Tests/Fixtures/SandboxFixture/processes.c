#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "operations.h"

/// The only error that the kernel has for arguments that mean nothing.
static long done_or(int error, long result) { return result >= 0 || errno == error ? 0 : -1; }

/// A process that ends at once, and is collected.
static long ended(long process) {
  if (process == 0) {
    _exit(0);
  }
  return process > 0 ? waitpid((pid_t)process, NULL, 0) : -1;
}

static long raise_limit(int resource) {
  struct rlimit limit;
  getrlimit(resource, &limit);
  if (limit.rlim_max == RLIM_INFINITY) {
    return 0;
  }
  limit.rlim_max += 1;
  return setrlimit(resource, &limit);
}

static long host_limit(const targets *t) {
  struct rlimit64 limit;
  return syscall(SYS_prlimit64, t->host, RLIMIT_NOFILE, NULL, &limit);
}

static long host_affinity(const targets *t) {
  unsigned long set[128] = {0};
  return syscall(SYS_sched_getaffinity, t->host, sizeof set, set) < 0
             ? -1
             : syscall(SYS_sched_setaffinity, t->host, sizeof set, set);
}

static long many_descriptors(const targets *t) {
  (void)t;
  for (int count = 0; count < 2000; count += 1) {
    if (dup(2) < 0) {
      errno = errno == EMFILE ? EPERM : errno;
      close_range(64, 4000, 0);
      return -1;
    }
  }
  close_range(64, 4000, 0);
  return 0;
}

static long hole(const targets *t) {
  (void)t;
  void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return madvise(memory, 4096, MADV_REMOVE);
}

static long locked_memory(const targets *t) {
  (void)t;
  void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return mlock(memory, 4096);
}

static long read_host(const targets *t) {
  char byte;
  struct iovec here = {&byte, 1}, there = {NULL, 1};
  return done_or(EFAULT, process_vm_readv(t->host, &here, 1, &there, 1, 0));
}

static long write_host(const targets *t) {
  char byte = 0;
  struct iovec here = {&byte, 1}, there = {NULL, 1};
  return done_or(EFAULT, process_vm_writev(t->host, &here, 1, &there, 1, 0));
}

static long all_capabilities(const targets *t) {
  (void)t;
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{0, 0, 0}, {0, 0, 0}};
  syscall(SYS_capget, &header, data);
  return syscall(SYS_capset, &header, data);
}

OPERATION(fork_it, ended(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)))
OPERATION(clone3_it, done_or(EINVAL, syscall(SYS_clone3, NULL, 0)))
OPERATION(unshare_user, done_or(EINVAL, unshare(CLONE_NEWUSER | 1)))
OPERATION(unshare_mount, done_or(EINVAL, unshare(CLONE_NEWNS | 1)))
OPERATION(unshare_net, done_or(EINVAL, unshare(CLONE_NEWNET | 1)))
OPERATION(enter_namespace, done_or(EBADF, setns(-1, 0)))
OPERATION(signal_host, kill(t->host, 0))
OPERATION(signal_init, kill(1, 0))
OPERATION(signal_all, kill(-1, 0))
OPERATION(signal_group, kill(0, 0))
OPERATION(signal_host_thread, syscall(SYS_tgkill, t->host, t->host, 0))
OPERATION(signal_thread, syscall(SYS_tkill, t->host, 0))
OPERATION(queue_signal, done_or(EFAULT, syscall(SYS_rt_sigqueueinfo, t->host, 0, NULL)))
OPERATION(queue_thread_signal, done_or(EFAULT, syscall(SYS_rt_tgsigqueueinfo, t->host, t->host, 0, NULL)))
OPERATION(open_host, syscall(SYS_pidfd_open, t->host, 0))
OPERATION(signal_by_pidfd, done_or(EBADF, syscall(SYS_pidfd_send_signal, -1, 0, NULL, 0)))
OPERATION(take_descriptor, done_or(EBADF, syscall(SYS_pidfd_getfd, -1, 0, 0)))
OPERATION(trace_attach, done_or(ESRCH, ptrace(PTRACE_ATTACH, 0x3fffffff, NULL, NULL)))
OPERATION(trace_seize, done_or(ESRCH, ptrace(PTRACE_SEIZE, 0x3fffffff, NULL, NULL)))
OPERATION(advise_host, done_or(EBADF, syscall(SYS_process_madvise, -1, NULL, 0, 0, 0)))
OPERATION(compare_host, syscall(SYS_kcmp, t->host, t->host, 0, 0, 0))
OPERATION(host_scheduler, done_or(EINVAL, syscall(SYS_sched_setscheduler, t->host, -1, NULL)))
OPERATION(host_parameters, done_or(EINVAL, syscall(SYS_sched_setparam, t->host, NULL)))
OPERATION(host_attributes, done_or(EINVAL, syscall(SYS_sched_setattr, t->host, NULL, 0)))
OPERATION(host_nice, setpriority(PRIO_PROCESS, (id_t)t->host, getpriority(PRIO_PROCESS, (id_t)t->host)))
OPERATION(group_nice, setpriority(PRIO_PGRP, 0, 0))
OPERATION(user_nice, done_or(ESRCH, setpriority(PRIO_USER, 0x3fffffff, 0)))
OPERATION(host_io_priority, done_or(EINVAL, syscall(SYS_ioprio_set, 1, t->host, -1)))
OPERATION(move_pages_it, done_or(EINVAL, syscall(SYS_move_pages, t->host, 1, NULL, NULL, NULL, 77)))
OPERATION(migrate, done_or(EFAULT, syscall(SYS_migrate_pages, t->host, 64, 1, 1)))
OPERATION(own_group, done_or(ESRCH, setpgid(0x3fffffff, 0)))
OPERATION(own_session, setsid() >= 0 ? 0 : -1)
// And back: where it is not refused, the signal would end the host.
OPERATION(own_signals_to_host, fcntl(2, F_SETOWN, t->host) < 0 ? -1 : fcntl(2, F_SETOWN, 0))
OPERATION(signal_number, fcntl(2, F_SETSIG, SIGIO))
OPERATION(owner_of_thread, done_or(EFAULT, fcntl(2, F_SETOWN_EX, NULL)))
OPERATION(signals_on, fcntl(2, F_SETFL, fcntl(2, F_GETFL) | O_ASYNC))
OPERATION(notify, done_or(ENOTDIR, fcntl(2, F_NOTIFY, 0)))
OPERATION(lease, done_or(EINVAL, fcntl(2, F_SETLEASE, F_RDLCK)))
OPERATION(asynchronous_signals, done_or(EFAULT, ioctl(2, FIOASYNC, NULL)))
OPERATION(type_into_terminal, done_or(ENOTTY, ioctl(2, TIOCSTI, "x")))
OPERATION(own_terminal, done_or(ENOTTY, ioctl(2, TIOCSCTTY, 0)))
OPERATION(any_control, done_or(ENOTTY, ioctl(2, 0x12345678, 0)))
OPERATION(survive_host, prctl(PR_SET_PDEATHSIG, SIGKILL))
OPERATION(dumpable, prctl(PR_SET_DUMPABLE, 1))
OPERATION(tracer, done_or(EINVAL, prctl(0x59616d61, 0)))
OPERATION(reaper, prctl(PR_SET_CHILD_SUBREAPER, 0))
OPERATION(memory_map, done_or(EINVAL, prctl(PR_SET_MM, 0, 0, 0, 0)))
OPERATION(keep_capabilities, prctl(PR_SET_KEEPCAPS, 0))
OPERATION(secure_bits, prctl(PR_SET_SECUREBITS, prctl(PR_GET_SECUREBITS)))
OPERATION(ambient, prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
OPERATION(set_user, setuid(getuid()))
OPERATION(set_group, setgid(getgid()))
OPERATION(set_users, setresuid((uid_t)-1, (uid_t)-1, (uid_t)-1))
OPERATION(set_groups, done_or(EINVAL, syscall(SYS_setgroups, 0x7fffffff, NULL)))
OPERATION(raise_files, raise_limit(RLIMIT_NOFILE))
OPERATION(raise_core, raise_limit(RLIMIT_CORE))
OPERATION(raise_queues, raise_limit(RLIMIT_MSGQUEUE))
OPERATION(old_architecture, done_or(EINVAL, syscall(SYS_personality, 0x0040000)))

const operation forbidden_processes[] = {
    {"fork", fork_it}, {"clone3", clone3_it}, {"a user namespace", unshare_user}, {"a mount namespace", unshare_mount},
    {"a network namespace", unshare_net}, {"enter a namespace", enter_namespace}, {"signal the host", signal_host},
    {"signal process 1", signal_init}, {"signal everybody", signal_all}, {"signal its group", signal_group},
    {"signal the host's thread", signal_host_thread}, {"signal a thread", signal_thread},
    {"queue a signal", queue_signal}, {"queue a signal to a thread", queue_thread_signal},
    {"open the host's process", open_host}, {"signal by descriptor", signal_by_pidfd},
    {"take a descriptor of the host", take_descriptor}, {"trace", trace_attach}, {"seize", trace_seize},
    {"read the host's memory", read_host}, {"write the host's memory", write_host}, {"advise the host", advise_host},
    {"compare with the host", compare_host}, {"read the host's limits", host_limit},
    {"move the host to other processors", host_affinity}, {"the host's scheduler", host_scheduler},
    {"the host's scheduling parameters", host_parameters}, {"the host's scheduling attributes", host_attributes},
    {"the host's niceness", host_nice}, {"the group's niceness", group_nice}, {"a user's niceness", user_nice},
    {"the host's io priority", host_io_priority}, {"move the host's pages", move_pages_it},
    {"migrate the host's pages", migrate}, {"set a process group", own_group}, {"leave its session", own_session},
    {"have signals sent to the host", own_signals_to_host}, {"choose a signal", signal_number},
    {"have signals sent to a thread", owner_of_thread}, {"switch signals on", signals_on},
    {"be notified of a folder", notify}, {"take a lease", lease}, {"switch signals on by ioctl", asynchronous_signals},
    {"type into a terminal", type_into_terminal}, {"take a terminal", own_terminal}, {"any ioctl", any_control},
    {"survive its host", survive_host}, {"become dumpable", dumpable}, {"choose a tracer", tracer},
    {"become a reaper", reaper}, {"set its memory map", memory_map}, {"keep capabilities", keep_capabilities},
    {"set secure bits", secure_bits}, {"set ambient capabilities", ambient}, {"set capabilities", all_capabilities},
    {"set its user", set_user}, {"set its group id", set_group}, {"set its users", set_users},
    {"set its groups", set_groups}, {"raise its descriptor limit", raise_files}, {"raise its core limit", raise_core},
    {"raise its queue limit", raise_queues}, {"set its personality", old_architecture},
    {"open thousands of descriptors", many_descriptors}, {"punch a hole", hole}, {"lock memory", locked_memory},
    {NULL, NULL},
};
