// Attacks on bells, on the control socket and on what the host reads of the output.

#define _GNU_SOURCE

#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "plugin.h"

#define DESCRIPTORS 64
#define FILES 200

static void take_bells(void) {
  for (int number = 0; number < DESCRIPTORS; number += 1) {
    uint64_t count = 0xfffffffffffffffe;
    fcntl(number, F_SETFL, 0);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = next_random()};
    for (int other = 0; other < DESCRIPTORS; other += 1) {
      if (other != OUTBOARD_FD_CONTROL && number >= OUTBOARD_FD_LANES && number % 2 == 0) {
        epoll_ctl(number, EPOLL_CTL_DEL, other, &event);
        epoll_ctl(number, EPOLL_CTL_MOD, other, &event);
      }
    }
    if (number >= OUTBOARD_FD_LANES && number < OUTBOARD_FD_LANES + 2 * (int)sizes.lanes) {
      if (number % 2 == 0 && (write(number, &count, 8) == 8 || read(number, &count, 8) == 8)) {
        broke("a bell of the host");
      }
      fcntl(number, F_SETFL, O_NONBLOCK);
      if (number % 2 == 1 && write(number, &count, 8) < 0) {
        continue;  // full: what it was for
      }
    }
  }
  // What waits for the host's bell is woken by the host.
  int last = OUTBOARD_FD_LANES;
  for (int depth = 0; depth < 100; depth += 1) {
    int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    if (set < 0 || epoll_ctl(set, EPOLL_CTL_ADD, last, &event) < 0) {
      break;
    }
    last = depth % 4 == 3 ? set : OUTBOARD_FD_LANES;
  }
}

static void wait_for_host(void) {
  struct epoll_event edge;
  epoll_wait(OUTBOARD_FD_LANES + 2 * (int)(next_random() % sizes.lanes), &edge, 1, -1);
}

/// Threads that the host has to wake one by one when it rings.
static void crowd(void) {
  for (int count = 0; count < 100; count += 1) {
    start_thread(wait_for_host);
  }
}

static void storm(void) {
  for (uint32_t k = 0; k < sizes.lanes; k += 1) {
    ring((int)k);
  }
}

static void storms(void) {
  for (int count = 0; count < 4; count += 1) {
    start_thread(storm);
  }
}

static void lie_about_sleep(void) {
  for (uint32_t k = 0; k < sizes.lanes; k += 1) {
    uint64_t count;
    outboard_lane_control *control = (outboard_lane_control *)(void *)lanes[k].out;
    atomic_store((word *)&control->wake_at, (uint32_t)corner());
    atomic_store((word *)&control->wait_state, (uint32_t)corner());
    if (read(OUTBOARD_FD_LANES + 2 * (int)k + 1, &count, 8) < 0) {
      usleep(10);
    }
  }
}

static void lies(void) {
  for (uint32_t k = 0; k < sizes.lanes; k += 1) {
    fcntl(OUTBOARD_FD_LANES + 2 * (int)k + 1, F_SETFL, O_NONBLOCK);
  }
  start_thread(lie_about_sleep);
}

static void wake_all(void) {
  for (size_t at = 0; at < outboard_segment_bytes(&sizes); at += 4) {
    syscall(SYS_futex, segment_h + at, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
    syscall(SYS_futex, segment_p + at, FUTEX_CMP_REQUEUE, 0, INT_MAX, segment_p, *(uint32_t *)(void *)(segment_p + at));
  }
}

static void wakes(void) { start_thread(wake_all); }

static void send_files(void) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(FILES * sizeof(int))];
  } control;
  char byte = 0;
  struct iovec part = {&byte, 1};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  control.header.cmsg_level = SOL_SOCKET;
  control.header.cmsg_type = SCM_RIGHTS;
  control.header.cmsg_len = CMSG_LEN(FILES * sizeof(int));
  int files[FILES];
  for (int index = 0; index < FILES; index += 1) {
    files[index] = STDERR_FILENO;
  }
  memcpy(CMSG_DATA(&control.header), files, sizeof files);
  for (int count = 0; count < 100; count += 1) {
    sendmsg(OUTBOARD_FD_CONTROL, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  }
}

static void send_noise(void) {
  unsigned char bytes[512];
  for (size_t at = 0; at < sizeof bytes; at += 1) {
    bytes[at] = (unsigned char)next_random();
  }
  send_packet((uint32_t)corner(), bytes, (uint32_t)(next_random() % sizeof bytes));
}

static void send_floods(void) { start_thread(send_noise); }

static void leave(void) {
  int numbers[] = {OUTBOARD_FD_CONTROL, STDOUT_FILENO, STDERR_FILENO};
  close(numbers[next_random() % 3]);
}

static void print(void) {
  static char line[65536];
  memset(line, 'x', sizeof line);
  if (next_random() % 3 == 0) {
    line[next_random() % sizeof line] = '\n';
  }
  if (write(next_random() & 1 ? STDOUT_FILENO : STDERR_FILENO, line, sizeof line) < 0) {
    usleep(10);
  }
}

static void prints(void) { start_thread(print); }

static void steer(void) {
  static const char text[] =
      "\033]0;owned\007\033[2J\r[ERROR] \xff\xfe forged\n\033P\033\\\x9b\x00 1970-01-01T00:00:00 host: all is well\n";
  for (int count = 0; count < 1000; count += 1) {
    if (write(STDOUT_FILENO, text, sizeof text) < 0) {
      return;
    }
  }
}

static void print_junk(void) {
  steer();
  print();
}

static void read_input(void) {
  char byte;
  if (read(STDIN_FILENO, &byte, 1) > 0 || open("/dev/tty", O_RDWR) >= 0 || ioctl(STDIN_FILENO, TIOCSTI, "x") == 0) {
    broke("the host's input");
  }
}

static void move_descriptors(void) {
  for (int count = 0; count < 100; count += 1) {
    dup2((int)(next_random() % 20), (int)(next_random() % 20));
  }
}

const attack wake_attacks[] = {
    {.name = "A27", .begin = take_bells}, {.name = "A27b", .begin = crowd},
    {.name = "A28", .begin = storms},     {.name = "A29", .begin = lies},
    {.name = "A30", .begin = wakes},      {.name = "A32", .begin = send_files}, {.name = "A34", .begin = send_noise},
    {.name = "A35", .begin = send_floods}, {.name = "A36", .begin = leave},     {.name = "A37", .begin = prints},
    {.name = "A38", .begin = steer},      {.name = "A39", .before_handshake = print_junk},
    {.name = "A40", .begin = read_input}, {.name = "A45", .begin = move_descriptors}, {.name = NULL},
};
