#include "calls.h"

#include <stddef.h>

const char *const outboard_calls_allowed[] = {
    // Files and folders.
    "read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2", "lseek",
    "creat", "close", "close_range", "dup", "dup2", "dup3", "pipe", "pipe2", "stat",
    "fstat",
    "lstat", "newfstatat", "statx", "statfs", "fstatfs", "access", "faccessat", "faccessat2", "readlink", "readlinkat",
    "getdents", "getdents64", "getcwd", "chdir", "fchdir", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename",
    "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "ftruncate", "fallocate", "fsync",
    "fdatasync", "sync_file_range", "fadvise64", "readahead", "umask", "flock", "sendfile", "copy_file_range", "splice",
    "tee", "vmsplice",
    // Memory.
    "brk", "mmap", "munmap", "mremap", "mprotect", "msync", "mincore", "mlock", "mlock2", "munlock", "membarrier",
    "pkey_alloc", "pkey_free", "pkey_mprotect",
    // Waiting.
    "poll", "ppoll", "select", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait",
    "epoll_pwait2", "eventfd", "eventfd2", "timerfd_create", "timerfd_settime", "timerfd_gettime", "signalfd",
    "signalfd4", "futex", "futex_waitv", "pause", "restart_syscall",
    // What came with the process: its control socket.
    "recvfrom", "recvmsg", "recvmmsg", "sendto", "sendmsg", "sendmmsg", "shutdown", "getsockopt", "setsockopt",
    "getsockname", "getpeername",
    // Its own threads, signals and time.
    "set_tid_address", "set_robust_list", "get_robust_list", "rseq", "sched_yield", "sched_getaffinity",
    "sched_getparam", "sched_getscheduler", "sched_getattr", "sched_get_priority_max", "sched_get_priority_min",
    "sched_rr_get_interval", "getpriority", "getcpu", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
    "rt_sigpending", "rt_sigsuspend", "rt_sigtimedwait", "nanosleep", "clock_nanosleep", "clock_gettime",
    "clock_getres", "gettimeofday", "time", "times", "getrusage", "getitimer", "setitimer", "alarm", "timer_create",
    "timer_settime", "timer_gettime", "timer_getoverrun", "timer_delete",
    // About itself and the machine.
    "getpid", "getppid", "gettid", "getpgrp", "getpgid", "getsid", "getuid", "geteuid", "getgid", "getegid",
    "getresuid", "getresgid", "getgroups", "getrlimit", "capget", "uname", "sysinfo", "getrandom", "arch_prctl",
    // Its end, and the program itself: what it may execute is Landlock's to decide.
    "exit", "exit_group", "execve", "execveat", "wait4", "waitid",
    // Giving up more.
    "seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self",
    NULL,
};

const char *const outboard_calls_opening[] = {"open", "openat", "openat2", NULL};
const char *const outboard_calls_truncating[] = {"truncate", NULL};

const char *const outboard_calls_network[] = {
    "connect", "bind", "listen", "accept", "accept4", NULL,
};

const char *const outboard_calls_processes[] = {
    "fork", "vfork", "setsid", "setpgid", NULL,
};

const char *const outboard_calls_refused[] = {
    // Other processes.
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "pidfd_open",
    "pidfd_getfd", "pidfd_send_signal", "kcmp", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "sched_setparam",
    "sched_setscheduler", "sched_setattr", "ioprio_set", "move_pages", "migrate_pages", "get_mempolicy",
    "set_mempolicy", "mbind",
    // Files: what Landlock does not know.
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "setxattr", "lsetxattr",
    "fsetxattr", "removexattr", "lremovexattr", "fremovexattr", "utime", "utimes", "utimensat", "futimesat", "mknod",
    "mknodat", "name_to_handle_at", "open_by_handle_at", "inotify_init", "inotify_init1", "inotify_add_watch",
    "fanotify_init", "fanotify_mark", "memfd_create", "memfd_secret", "io_setup", "io_submit", "lookup_dcookie",
    "socket", "socketpair",
    // Users and privileges.
    "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setfsuid", "setfsgid", "setgroups", "capset",
    // The machine, and the kernel's surface.
    "mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick",
    "mount_setattr", "unshare", "setns", "sethostname", "setdomainname", "settimeofday", "clock_settime", "adjtimex",
    "clock_adjtime", "stime", "swapon", "swapoff", "reboot", "kexec_load", "kexec_file_load", "init_module",
    "finit_module", "delete_module", "acct", "quotactl", "quotactl_fd", "syslog", "vhangup", "sync", "syncfs", "bpf",
    "perf_event_open", "userfaultfd", "keyctl", "add_key", "request_key", "iopl", "ioperm", "modify_ldt",
    // io_uring would go around this filter.
    "io_uring_setup", "io_uring_enter", "io_uring_register",
    // What would outlive it.
    "mq_open", "mq_unlink", "mq_notify", "mq_timedsend", "mq_timedreceive", "mq_getsetattr", "shmget", "shmat",
    "shmctl", "shmdt", "semget", "semop", "semtimedop", "semctl", "msgget", "msgsnd", "msgrcv", "msgctl",
    NULL,
};

const char *const outboard_calls_arguments[] = {
    "fcntl", "ioctl", "prctl", "personality", "madvise", "kill", "tgkill", "prlimit64", "sched_setaffinity",
    "ioprio_get",
    "setpriority", "clone", NULL,
};

const char *const outboard_calls_ready[] = {
    // Bells, the control socket, the log, and what Swift's pool of threads reads about its threads.
    "read", "write", "close", "recvmsg", "epoll_ctl", "timerfd_create",
    "timerfd_settime",
#ifdef __x86_64__
    "epoll_wait",
#else
    "epoll_pwait",
#endif
    // Threads and signals. Without rseq the C library ends a process that starts a thread.
    "futex", "rseq", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "gettid", "getpid",
    "exit",
    "exit_group", "restart_syscall",
    // Memory, time, chance. The C library takes any error of brk for success, and then uses memory that is not there.
    "brk", "munmap", "clock_nanosleep", "clock_gettime", "getrandom",
    NULL,
};

const char *const outboard_calls_ready_reading[] = {
    "mremap", "lseek", "pread64", "readv", "preadv", "fstat", "newfstatat", "stat", "lstat", "statx",
    "statfs", "fstatfs",
    "readlink", "readlinkat", "access", "faccessat", "faccessat2", "getdents64", "getcwd", "fadvise64", "flock", NULL,
};

const char *const outboard_calls_ready_writing[] = {
    "pwrite64", "writev", "pwritev", "ftruncate", "fallocate", "fsync", "fdatasync", "mkdir", "mkdirat",
    "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "umask",
    "sendfile", "copy_file_range", NULL,
};

const char *const outboard_calls_ready_network[] = {
    "sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmmsg", "writev", "shutdown", "getsockopt", "setsockopt",
    "getsockname", "getpeername", "poll", "ppoll", "select", "pselect6", "epoll_create1", "epoll_pwait", "epoll_pwait2",
    "eventfd2", "timerfd_create", "uname", NULL,
};
