// What a plugin does when it is ready: installs the filter that its host sent, and then has less than it started with.

#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "operations.h"

#define CONTROL 3
#define FILTER 12
#define OWN_PROCESS 0x6f776e70u

int become_ready(void) {
  static uint32_t packet[16384];
  for (;;) {
    ssize_t count = recv(CONTROL, packet, sizeof packet, 0);
    if (count <= 8) {
      return -1;
    }
    if (packet[0] != FILTER) {
      continue;
    }
    struct sock_fprog program = {.len = (unsigned short)(packet[1] / 8), .filter = (struct sock_filter *)(packet + 2)};
    for (int index = 0; index < program.len; index += 1) {
      if (program.filter[index].k == OWN_PROCESS) {
        program.filter[index].k = (uint32_t)getpid();
      }
    }
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
  }
}

static void ignore(int number) { (void)number; }

static long executable(const targets *t) {
  (void)t;
  return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static long made_executable(const targets *t) {
  (void)t;
  void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return mprotect(memory, 4096, PROT_READ | PROT_EXEC);
}

static long moved_memory(const targets *t) {
  (void)t;
  void *memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return mremap(memory, 8192, 16384, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0;
}

static long memory_life(const targets *t) {
  (void)t;
  void *memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED || madvise(memory, 4096, MADV_DONTNEED) < 0 ? -1 : munmap(memory, 8192);
}

static long reading(const targets *t) {
  (void)t;
  char byte;
  int file = open("/proc/self/status", O_RDONLY);
  long count = file < 0 ? -1 : read(file, &byte, 1);
  return count == 1 ? close(file) : -1;
}

static long handler(const targets *t) {
  (void)t;
  struct sigaction action = {.sa_handler = ignore};
  return sigaction(SIGUSR2, &action, NULL);
}

OPERATION(open_null, open("/dev/null", O_RDWR))
OPERATION(create_file, open("/tmp/outboard-conformance-ready", O_CREAT | O_WRONLY, 0600))
OPERATION(write_granted, open(t->writable, O_TMPFILE | O_WRONLY, 0600))
OPERATION(a_pipe, pipe2((int[2]){0}, O_CLOEXEC))
OPERATION(an_epoll, epoll_create1(EPOLL_CLOEXEC))
OPERATION(an_eventfd, eventfd(0, EFD_CLOEXEC))
OPERATION(a_signalfd, syscall(SYS_signalfd4, -1, &(uint64_t){0}, 8, 0))
OPERATION(a_duplicate, dup(2))
OPERATION(a_duplicate_there, dup3(2, 200, 0))
OPERATION(descriptor_flags, fcntl(2, F_GETFD))
OPERATION(terminal, syscall(SYS_ioctl, 2, TCGETS, &(struct termios){0}))
OPERATION(file_status, syscall(SYS_newfstatat, AT_FDCWD, "/", &(struct stat){0}, 0))
OPERATION(descriptor_status, syscall(SYS_fstat, 2, &(struct stat){0}))
OPERATION(a_link, readlink("/proc/self/exe", (char[64]){0}, 64))
OPERATION(accessible, access("/", R_OK))
OPERATION(list_folder, syscall(SYS_getdents64, 2, (char[64]){0}, 64))
OPERATION(working_folder, syscall(SYS_getcwd, (char[64]){0}, 64))
OPERATION(change_folder, chdir("/"))
OPERATION(seek, lseek(2, 0, SEEK_CUR))
OPERATION(read_there, pread(4, (char[8]){0}, 8, 0))
OPERATION(write_there, pwrite(5, "", 0, 0))
OPERATION(scatter, syscall(SYS_readv, 2, NULL, 0))
OPERATION(gather, syscall(SYS_writev, 2, NULL, 0))
OPERATION(sync_file, fsync(2))
OPERATION(lock_file, flock(2, LOCK_SH | LOCK_NB))
OPERATION(make_folder, mkdirat(AT_FDCWD, "/tmp/outboard-conformance-ready", 0700))
OPERATION(remove_file, unlink("/tmp/outboard-conformance-ready"))
OPERATION(mask, syscall(SYS_umask, 077))
OPERATION(send_bytes, sendto(CONTROL, "", 0, MSG_DONTWAIT, NULL, 0))
OPERATION(send_message, sendmsg(CONTROL, &(struct msghdr){0}, MSG_DONTWAIT))
OPERATION(receive, recvfrom(CONTROL, (char[8]){0}, 8, MSG_DONTWAIT, NULL, NULL))
OPERATION(end_socket, shutdown(CONTROL, SHUT_WR))
OPERATION(ask_socket, getsockopt(CONTROL, SOL_SOCKET, SO_TYPE, &(int){0}, &(socklen_t){4}))
OPERATION(set_socket, setsockopt(CONTROL, SOL_SOCKET, SO_SNDBUF, &(int){4096}, 4))
OPERATION(poll_it, poll(&(struct pollfd){.fd = 0}, 1, 0))
OPERATION(lock_memory, mlock((void *)&handler, 1))
OPERATION(sync_memory, msync(NULL, 0, MS_ASYNC))
OPERATION(a_barrier, syscall(SYS_membarrier, 0, 0, 0))
OPERATION(signal_by_number, kill(getpid(), 0))
OPERATION(alternate_stack, syscall(SYS_sigaltstack, NULL, NULL))
OPERATION(interval, setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL))
OPERATION(name_thread, prctl(PR_SET_NAME, "ready"))
OPERATION(more_filters, syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &(uint32_t){SECCOMP_RET_ALLOW}))
OPERATION(more_rules, syscall(444, NULL, 0, 1))
OPERATION(execute, syscall(SYS_execveat, -1, "", NULL, NULL, AT_EMPTY_PATH) < 0 && errno == EBADF ? 0 : -1)
OPERATION(wait_children, syscall(SYS_wait4, -1, NULL, WNOHANG, NULL) < 0 && errno == ECHILD ? 0 : -1)
OPERATION(own_limits, syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &(struct rlimit){0}))
OPERATION(own_usage, getrusage(RUSAGE_SELF, &(struct rusage){0}))
OPERATION(own_priority, setpriority(PRIO_PROCESS, 0, 19))
OPERATION(own_user, syscall(SYS_getuid))
OPERATION(kernel_name, syscall(SYS_uname, &(struct utsname){0}))
OPERATION(yield, sched_yield())
OPERATION(robust_list, syscall(SYS_set_robust_list, &(long[3]){0}, 24))

const operation forbidden_ready[] = {
    {"open for writing", open_null}, {"create a file", create_file}, {"write to a granted folder", write_granted},
    {"make a pipe", a_pipe}, {"make an epoll instance", an_epoll}, {"make an eventfd", an_eventfd},
    {"make a signalfd", a_signalfd}, {"move memory", moved_memory}, {"dup", a_duplicate}, {"dup3", a_duplicate_there},
    {"fcntl", descriptor_flags}, {"ioctl", terminal}, {"stat", file_status}, {"fstat", descriptor_status},
    {"readlink", a_link}, {"access", accessible}, {"getdents64", list_folder}, {"getcwd", working_folder},
    {"chdir", change_folder}, {"lseek", seek}, {"pread", read_there}, {"pwrite", write_there}, {"readv", scatter},
    {"writev", gather}, {"fsync", sync_file}, {"flock", lock_file}, {"mkdirat", make_folder}, {"unlink", remove_file},
    {"umask", mask}, {"sendto", send_bytes}, {"sendmsg", send_message}, {"recvfrom", receive}, {"shutdown", end_socket},
    {"getsockopt", ask_socket}, {"setsockopt", set_socket}, {"poll", poll_it}, {"mlock", lock_memory},
    {"msync", sync_memory}, {"membarrier", a_barrier}, {"kill itself", signal_by_number},
    {"sigaltstack", alternate_stack}, {"setitimer", interval}, {"prctl", name_thread}, {"seccomp", more_filters},
    {"landlock", more_rules}, {"execveat", execute}, {"wait4", wait_children}, {"prlimit64", own_limits},
    {"getrusage", own_usage}, {"setpriority", own_priority}, {"getuid", own_user}, {"uname", kernel_name},
    {"sched_yield", yield}, {"set_robust_list", robust_list}, {"handle a signal", handler}, {"map code", executable},
    {"make memory executable", made_executable}, {NULL, NULL},
};

// sbrk(3) hides what the kernel said: its error would look like memory.
static long more_heap(const targets *t) {
  (void)t;
  char *end = (char *)syscall(SYS_brk, NULL);
  return (char *)syscall(SYS_brk, end + 4096) == end + 4096 ? 0 : -1;
}

OPERATION(random_bytes, getrandom((char[8]){0}, 8, 0))
OPERATION(sleep_briefly, nanosleep(&(struct timespec){0, 1000}, NULL))
OPERATION(clock_now, syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &(struct timespec){0, 0}))
OPERATION(raise_nothing, syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), 0))
OPERATION(processors, sched_getaffinity(0, sizeof(cpu_set_t), &(cpu_set_t){0}))
OPERATION(own_number, getpid() == (pid_t)syscall(SYS_getpid) ? 0 : -1)
OPERATION(a_timer, timerfd_create(CLOCK_MONOTONIC, 0))
OPERATION(bell, epoll_wait(6, &(struct epoll_event){0}, 1, 0))
OPERATION(print, write(2, "", 0))
OPERATION(mask_signals, sigprocmask(SIG_BLOCK, NULL, NULL))
OPERATION(receive_control, recvmsg(CONTROL, &(struct msghdr){0}, MSG_DONTWAIT) < 0 && errno == EAGAIN ? 0 : -1)

const operation allowed_ready[] = {
    {"start a thread", start_thread}, {"map memory and give it back", memory_life}, {"get more heap", more_heap},
    {"read about itself", reading}, {"get random bytes", random_bytes}, {"sleep", sleep_briefly},
    {"read a clock", clock_now},
    {"signal itself", raise_nothing}, {"look at its processors", processors}, {"know its number", own_number},
    {"wait for a bell", bell}, {"print", print}, {"make a timer", a_timer}, {"block signals", mask_signals},
    {"look at the control socket", receive_control}, {NULL, NULL},
};
