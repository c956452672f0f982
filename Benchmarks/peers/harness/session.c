#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

void peer_fail(const char *what) {
  fprintf(stderr, errno != 0 ? "failed: %s: %s\n" : "failed: %s\n", what, strerror(errno));
  _exit(1);
}

void peer_pin(int processor, int other) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  CPU_SET(other, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) peer_fail("a thread cannot be restricted to a processor");
}

uint64_t peer_interruptions(void) {
  struct rusage usage;
  return getrusage(RUSAGE_THREAD, &usage) == 0 ? (uint64_t)usage.ru_nivcsw : 0;
}

static struct peer_options parse(int argc, char **argv) {
  static const struct option known[] = {
      {"quick", no_argument, NULL, 'q'},          {"mode", required_argument, NULL, 'm'},
      {"placement", required_argument, NULL, 'p'}, {"cpus", required_argument, NULL, 'c'},
      {"extra", required_argument, NULL, 'x'},     {NULL, 0, NULL, 0},
  };
  struct peer_options options = {.mode = "default", .placement = "two-cpus", .host_cpu = 0, .peer_cpu = 1};
  for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (option) {
      case 'q': options.quick = true; break;
      case 'm': options.mode = optarg; break;
      case 'p': options.placement = optarg; break;
      case 'x': options.extra = optarg; break;
      case 'c':
        if (sscanf(optarg, "%d,%d", &options.host_cpu, &options.peer_cpu) == 2) break;
        __attribute__((fallthrough));
      default: errno = 0, peer_fail("the options are --quick, --mode, --placement, --cpus a,b and --extra");
    }
  }
  return options;
}

static int compare(const void *first, const void *second) {
  uint64_t one = *(const uint64_t *)first, other = *(const uint64_t *)second;
  return (one > other) - (one < other);
}

static double clock_cost(void) {
  uint64_t steps[2001], previous = peer_now();
  for (size_t step = 0; step < 2001; step++) {
    uint64_t now = peer_now();
    steps[step] = now - previous;
    previous = now;
  }
  qsort(steps, 2001, sizeof *steps, compare);
  return (double)steps[1000];
}

static bool is_free(const struct peer_session *session) { return strcmp(session->options.placement, "free") == 0; }

static void pin_host(const struct peer_session *session) {
  const struct peer_options *options = &session->options;
  peer_pin(options->host_cpu, is_free(session) ? options->peer_cpu : options->host_cpu);
}

struct peer_session *peer_begin(int argc, char **argv) {
  struct peer_session *session = calloc(1, sizeof *session);
  if (session == NULL) peer_fail("no memory");
  session->options = parse(argc, argv);
  session->plan = session->options.quick ? &peer_quick_plan : &peer_full_plan;
  signal(SIGPIPE, SIG_IGN);
  pin_host(session);
  int file = memfd_create("outboard-peer", MFD_CLOEXEC);
  if (file < 0 || ftruncate(file, sizeof *session->area) != 0) peer_fail("no memory for the floor");
  session->area = mmap(NULL, sizeof *session->area, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
  if (session->area == MAP_FAILED) peer_fail("no memory for the floor");
  session->floor = peer_ping_pong(session->area, true);
  session->clock_ns = clock_cost();
  char path[64], processor[16];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", getpid(), file);
  snprintf(processor, sizeof processor, "%d", session->options.peer_cpu);
  setenv(PEER_AREA_VARIABLE, path, 1);
  setenv(PEER_FLOOR_CPU_VARIABLE, processor, 1);
  return session;
}

const struct peer_options *peer_session_options(const struct peer_session *session) { return &session->options; }

void peer_set_name(struct peer_session *session, const char *name, const char *policy) {
  session->name = name;
  session->policy = policy;
}

static void peer_died(int signal) {
  (void)signal;
  static const char text[] = "failed: the peer ended\n";
  ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
  (void)written;
  _exit(1);
}

pid_t peer_start(struct peer_session *session, const char *argument, ...) {
  char *arguments[16] = {"peer", "serve", (char *)session->options.mode};
  size_t count = 3;
  va_list rest;
  va_start(rest, argument);
  for (const char *next = argument; next != NULL && count < 15; next = va_arg(rest, const char *))
    arguments[count++] = (char *)next;
  va_end(rest);
  pid_t host = getpid();
  // Without it a host could wait for ever for the answer of a peer that has died.
  signal(SIGCHLD, peer_died);
  pid_t child = fork();
  if (child < 0) peer_fail("fork");
  if (child > 0) return session->peer = child;
  signal(SIGCHLD, SIG_DFL);
  const struct peer_options *options = &session->options;
  if (strcmp(options->placement, "one-cpu") == 0) {
    peer_pin(options->host_cpu, options->host_cpu);
  } else {
    peer_pin(is_free(session) ? options->host_cpu : options->peer_cpu, options->peer_cpu);
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != host) _exit(1);
  execv("/proc/self/exe", arguments);
  peer_fail("exec");
}

void peer_end(struct peer_session *session) {
  if (session->peer <= 0) return;
  signal(SIGCHLD, SIG_DFL);
  kill(session->peer, SIGTERM);
  for (int wait = 0; wait < 100; wait++) {
    if (waitpid(session->peer, NULL, WNOHANG) != 0) return;
    usleep(20000);
  }
  kill(session->peer, SIGKILL);
  waitpid(session->peer, NULL, 0);
}

struct peer_floor_block peer_floor(struct peer_session *session, uint32_t rounds) {
  const uint32_t warm = 64;
  if (is_free(session)) peer_pin(session->options.host_cpu, session->options.host_cpu);
  uint64_t interruptions = peer_interruptions();
  peer_order(session->area, PEER_ORDER_FLOOR, warm + rounds);
  errno = 0;
  if (!peer_lead(&session->floor, warm)) peer_fail("the peer does not do its half of the floor");
  uint64_t began = peer_now();
  if (!peer_lead(&session->floor, rounds)) peer_fail("the peer does not do its half of the floor");
  double mean_ns = (double)(peer_now() - began) / rounds;
  if (is_free(session)) pin_host(session);
  return (struct peer_floor_block){mean_ns, interruptions, atomic_load(&session->area->interruptions)};
}

int64_t peer_allocations(struct peer_session *session) {
  peer_order(session->area, PEER_ORDER_COUNTS, 0);
  uint32_t wanted = atomic_load(&session->area->order);
  for (int wait = 0; atomic_load(&session->area->answered) != wanted; wait++) {
    if (wait > 10000) errno = 0, peer_fail("the peer does not say how many allocations it has made");
    usleep(1000);
  }
  return (int64_t)atomic_load(&session->area->answer);
}
