#include "outboard_linux/epoll.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <time.h>

_Static_assert(sizeof(struct epoll_event) == sizeof(outboard_epoll_event)
                   && offsetof(struct epoll_event, events) == offsetof(outboard_epoll_event, events)
                   && offsetof(struct epoll_event, data) == offsetof(outboard_epoll_event, token_low),
               "an event is what the kernel writes");
_Static_assert(EPOLLIN == OUTBOARD_EPOLL_INPUT && EPOLLOUT == OUTBOARD_EPOLL_OUTPUT
                   && EPOLLERR == OUTBOARD_EPOLL_ERROR && EPOLLHUP == OUTBOARD_EPOLL_CLOSED
                   && EPOLLRDHUP == OUTBOARD_EPOLL_HANG_UP && EPOLLONESHOT == OUTBOARD_EPOLL_ONE_SHOT
                   && EPOLLET == OUTBOARD_EPOLL_EDGE,
               "events have the kernel's values");

#define NANOSECONDS_PER_SECOND 1000000000ULL
#define NANOSECONDS_PER_MILLISECOND 1000000ULL

/// 1 once epoll_pwait2 turned out to be missing or forbidden.
static int only_milliseconds;

int outboard_epoll_create(void) {
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  return epoll < 0 ? -errno : epoll;
}

static int control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token) {
  struct epoll_event event = {.events = events, .data = {.u64 = token}};
  return epoll_ctl(epoll, operation, descriptor, &event) < 0 ? -errno : 0;
}

int outboard_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token) {
  return control(epoll, EPOLL_CTL_ADD, descriptor, events, token);
}

int outboard_epoll_modify(int epoll, int descriptor, uint32_t events, uint64_t token) {
  return control(epoll, EPOLL_CTL_MOD, descriptor, events, token);
}

int outboard_epoll_remove(int epoll, int descriptor) {
  return control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0);
}

/// Rounds up, so that a wait never ends before its time.
static int milliseconds(uint64_t timeout) {
  if (timeout == OUTBOARD_EPOLL_FOREVER) {
    return -1;
  }
  uint64_t rounded = timeout / NANOSECONDS_PER_MILLISECOND + (timeout % NANOSECONDS_PER_MILLISECOND != 0);
  return rounded > INT_MAX ? INT_MAX : (int)rounded;
}

static int wait_for(int epoll, struct epoll_event *events, int capacity, uint64_t timeout) {
  int count;
  if (timeout != OUTBOARD_EPOLL_FOREVER && timeout != 0 && !__atomic_load_n(&only_milliseconds, __ATOMIC_RELAXED)) {
    const struct timespec duration = {
        .tv_sec = (time_t)(timeout / NANOSECONDS_PER_SECOND),
        .tv_nsec = (long)(timeout % NANOSECONDS_PER_SECOND),
    };
    count = epoll_pwait2(epoll, events, capacity, &duration, NULL);
    if (count < 0 && (errno == ENOSYS || errno == EPERM)) {
      // Filters written before Linux 5.11 answer EPERM.
      __atomic_store_n(&only_milliseconds, 1, __ATOMIC_RELAXED);
      count = epoll_wait(epoll, events, capacity, milliseconds(timeout));
    }
  } else {
    count = epoll_wait(epoll, events, capacity, milliseconds(timeout));
  }
  if (count < 0) {
    return errno == EINTR ? 0 : -errno;
  }
  return count;
}

int outboard_epoll_wait(int epoll, outboard_epoll_event *events, int capacity, uint64_t timeout) {
  return wait_for(epoll, (struct epoll_event *)events, capacity, timeout);
}

int outboard_epoll_park(int epoll, uint64_t timeout) {
  struct epoll_event event;
  int count = wait_for(epoll, &event, 1, timeout);
  if (count == 0) {
    return -1;
  }
  if (count < 0) {
    // Something in this process has closed or replaced the descriptor. Whoever parks looks around and parks again: slowly
    // is better than spinning, and than not at all.
    uint64_t pause = timeout < NANOSECONDS_PER_MILLISECOND ? timeout : NANOSECONDS_PER_MILLISECOND;
    const struct timespec duration = {.tv_sec = 0, .tv_nsec = (long)pause};
    nanosleep(&duration, NULL);
    return -2;
  }
  return (int)(event.data.u64 & INT_MAX);
}
