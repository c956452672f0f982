#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "operations.h"

static const char *in(const char *folder, const char *name) {
  static char paths[2][4096];
  static int next;
  char *path = paths[next ^= 1];
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

/// Opens, reads a byte and closes.
static long reads(const char *path) {
  char byte;
  int file = open(path, O_RDONLY);
  long count = file < 0 ? -1 : read(file, &byte, 1);
  close(file);
  return count > 0 ? 0 : -1;
}

static long writes(const char *path, int flags) {
  int file = open(path, O_WRONLY | flags, 0600);
  long count = file < 0 ? -1 : write(file, "x", 1);
  close(file);
  return count == 1 ? 0 : -1;
}

static long file_life(const targets *t) {
  if (writes(in(t->writable, "new"), O_CREAT | O_EXCL) < 0 || rename(in(t->writable, "new"), in(t->writable, "old")) < 0) {
    return -1;
  }
  // Before Linux 6.2 by opening it alone.
  if (truncate(in(t->writable, "old"), 0) < 0 && (errno != EPERM || writes(in(t->writable, "old"), O_TRUNC) < 0)) {
    return -1;
  }
  return unlink(in(t->writable, "old"));
}

static long folder_life(const targets *t) {
  return mkdirat(AT_FDCWD, in(t->writable, "folder"), 0700) < 0 ? -1 : rmdir(in(t->writable, "folder"));
}

static void *nothing(void *argument) { return argument; }

long start_thread(const targets *t) {
  (void)t;
  pthread_t thread;
  int error = pthread_create(&thread, NULL, nothing, NULL);
  errno = error;
  return error == 0 ? pthread_join(thread, NULL) : -1;
}

static void ignore(int number) { (void)number; }

static long own_signal(const targets *t) {
  (void)t;
  signal(SIGUSR1, ignore);
  return raise(SIGUSR1) == 0 ? kill(getpid(), SIGUSR1) : -1;
}

static long machine_code(const targets *t) {
  (void)t;
  void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return mprotect(memory, 4096, PROT_READ | PROT_EXEC);
}

static long affinity(const targets *t) {
  (void)t;
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) < 0 ? -1 : sched_setaffinity(0, sizeof set, &set);
}

static long waiting(const targets *t) {
  (void)t;
  int set = epoll_create1(EPOLL_CLOEXEC), bell = eventfd(1, EFD_CLOEXEC), timer = timerfd_create(CLOCK_MONOTONIC, 0);
  struct epoll_event event = {.events = EPOLLIN};
  long result = timer < 0 || epoll_ctl(set, EPOLL_CTL_ADD, bell, &event) < 0 ? -1 : epoll_wait(set, &event, 1, 0);
  close(set);
  close(bell);
  close(timer);
  return result;
}

static long limits(const targets *t) {
  (void)t;
  struct rlimit limit;
  return getrlimit(RLIMIT_NOFILE, &limit);
}

OPERATION(read_granted, reads(in(t->readable, "file")))
OPERATION(list_granted, close(open(t->readable, O_RDONLY | O_DIRECTORY)))
OPERATION(own_maps, reads("/proc/self/maps"))
OPERATION(own_status, reads("/proc/self/status"))
OPERATION(processors, reads("/sys/devices/system/cpu/online"))
OPERATION(random_device, reads("/dev/urandom"))
OPERATION(null_device, writes("/dev/null", 0))
OPERATION(library, dlopen("libm.so.6", RTLD_NOW) ? 0 : -1)
OPERATION(random_bytes, getrandom((char[8]){0}, 8, 0))
OPERATION(sleep_briefly, nanosleep(&(struct timespec){0, 1000}, NULL))
OPERATION(poll_input, poll(&(struct pollfd){.fd = 0, .events = POLLIN}, 1, 0))
OPERATION(thread_name, prctl(PR_SET_NAME, "conformance"))
OPERATION(undumpable, prctl(PR_SET_DUMPABLE, 0))
OPERATION(lower_core, setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}))
OPERATION(nicer, setpriority(PRIO_PROCESS, 0, 19))
OPERATION(pipe_of_its_own, pipe2((int[2]){0}, O_CLOEXEC))
OPERATION(duplicate, fcntl(2, F_DUPFD_CLOEXEC, 3))
OPERATION(populate, madvise(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4096, MADV_DONTNEED))
OPERATION(barrier, syscall(SYS_membarrier, 0, 0, 0))
OPERATION(clock_now, clock_gettime(CLOCK_MONOTONIC, &(struct timespec){0, 0}))
OPERATION(descriptors_of_itself, close(open("/proc/self/fd", O_RDONLY | O_DIRECTORY)))

const operation allowed[] = {
    {"read what was granted", read_granted}, {"list what was granted", list_granted},
    {"create, write, rename and remove where it may", file_life}, {"make a folder where it may", folder_life},
    {"read its mappings", own_maps}, {"read its status", own_status}, {"list its descriptors", descriptors_of_itself},
    {"count processors", processors}, {"read random bytes", random_device}, {"write to /dev/null", null_device},
    {"load a library of the system", library}, {"start a thread", start_thread}, {"signal itself", own_signal},
    {"make code executable", machine_code}, {"choose its processors", affinity}, {"wait", waiting},
    {"read its limits", limits}, {"get random bytes", random_bytes}, {"sleep", sleep_briefly}, {"poll", poll_input},
    {"name a thread", thread_name}, {"become undumpable", undumpable}, {"lower a limit", lower_core},
    {"be nicer", nicer}, {"make a pipe", pipe_of_its_own}, {"duplicate a descriptor", duplicate},
    {"give memory back", populate}, {"membarrier", barrier}, {"read a clock", clock_now}, {NULL, NULL},
};
