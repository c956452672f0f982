// Makes pipes, sockets and queues, in their default or their fastest form.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "peer.h"
#include "transport.h"

static void no_waiting(int file) {
  if (fcntl(file, F_SETFL, fcntl(file, F_GETFL) | O_NONBLOCK) != 0) peer_fail("O_NONBLOCK");
}

static void make_pipes(bool fastest, int there[2], int back[2]) {
  if (pipe(there) != 0 || pipe(back) != 0) peer_fail("pipe");
  if (!fastest) return;
  // The most that anybody may ask for by default: /proc/sys/fs/pipe-max-size.
  fcntl(there[0], F_SETPIPE_SZ, 1 << 20);
  fcntl(back[0], F_SETPIPE_SZ, 1 << 20);
}

static void make_sockets(bool fastest, int there[2], int back[2]) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) peer_fail("socketpair");
  for (int end = 0; end < 2 && fastest; end++) {
    int bytes = 1 << 20;  // the kernel takes less where /proc/sys/net/core/wmem_max says so
    setsockopt(pair[end], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  }
  there[0] = back[1] = pair[1];
  there[1] = back[0] = pair[0];
}

// A queue without a name; 0 stands for the kernel's default size of a message.
static int make_queue(size_t message_bytes) {
  static int number;
  char name[64];
  snprintf(name, sizeof name, "/outboard-peer-%d-%d", getpid(), number++);
  struct mq_attr attributes = {.mq_maxmsg = message_bytes > 1 << 20 ? 1 : 8, .mq_msgsize = (long)message_bytes};
  int queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, message_bytes == 0 ? NULL : &attributes);
  if (queue < 0) return -1;
  mq_unlink(name);
  fcntl(queue, F_SETFD, 0);
  return queue;
}

static size_t make_queues(bool fastest, int there[2], int back[2]) {
  there[0] = back[0] = -1;
  if (fastest) {
    // Takes CAP_SYS_RESOURCE; 16 MiB is the most that the kernel lets even then.
    setrlimit(RLIMIT_MSGQUEUE, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});
    there[0] = make_queue(PEER_MOST_BYTES);
    back[0] = make_queue(PEER_MOST_BYTES);
    errno = 0;
  }
  if (there[0] < 0 || back[0] < 0) {
    there[0] = make_queue(0);
    back[0] = make_queue(0);
  }
  if (there[0] < 0 || back[0] < 0) peer_fail("mq_open");
  there[1] = there[0];
  back[1] = back[0];
  struct mq_attr attributes;
  if (mq_getattr(there[0], &attributes) != 0) peer_fail("mq_getattr");
  return (size_t)attributes.mq_msgsize;
}

void transport_make(const char *kind, const char *mode, struct transport *host, struct transport *peer) {
  bool fastest = strcmp(mode, "fastest") == 0;
  int there[2], back[2];  // what is written to 1 is read from 0
  size_t message_bytes = 0;
  if (strcmp(kind, "pipe") == 0) {
    make_pipes(fastest, there, back);
  } else if (strcmp(kind, "socketpair") == 0) {
    make_sockets(fastest, there, back);
  } else if (strcmp(kind, "mq") == 0) {
    message_bytes = make_queues(fastest, there, back);
  } else {
    errno = 0;
    peer_fail("--extra takes pipe, socketpair or mq");
  }
  if (fastest) {
    for (int end = 0; end < 2; end++) {
      no_waiting(there[end]);
      no_waiting(back[end]);
    }
  }
  *host = (struct transport){back[0], there[1], fastest, message_bytes != 0, message_bytes, NULL};
  *peer = (struct transport){there[0], back[1], fastest, message_bytes != 0, message_bytes, NULL};
}
