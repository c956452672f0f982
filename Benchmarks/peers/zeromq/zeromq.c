// Echo over ZeroMQ's ipc transport.

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "peer.h"

static bool is_fastest(const char *mode) { return strcmp(mode, "fastest") == 0; }

static void *make_socket(const char *mode, bool is_host) {
  void *context = zmq_ctx_new();
  int kind = is_fastest(mode) ? ZMQ_PAIR : is_host ? ZMQ_REQ : ZMQ_REP;
  void *socket = context == NULL ? NULL : zmq_socket(context, kind);
  if (socket == NULL) peer_fail("zmq_socket");
  return socket;
}

static void serve(const char *mode, const char *address) {
  peer_follow();
  void *socket = make_socket(mode, false);
  if (zmq_bind(socket, address) != 0) peer_fail("zmq_bind");
  for (;;) {
    zmq_msg_t question, answer;
    zmq_msg_init(&question);
    if (zmq_msg_recv(&question, socket, 0) < 0) peer_fail("zmq_msg_recv");
    if (is_fastest(mode)) {
      // The message goes back as it is: nothing is copied on this side.
      if (zmq_msg_send(&question, socket, 0) < 0) peer_fail("zmq_msg_send");
      continue;
    }
    size_t bytes = zmq_msg_size(&question);
    if (zmq_msg_init_size(&answer, bytes) != 0) peer_fail("zmq_msg_init_size");
    memcpy(zmq_msg_data(&answer), zmq_msg_data(&question), bytes);
    zmq_msg_close(&question);
    if (zmq_msg_send(&answer, socket, 0) < 0) peer_fail("zmq_msg_send");
  }
}

struct caller {
  void *socket;
  bool borrows;
  zmq_msg_t answer;
};

static void keep(void *bytes, void *hint) {
  (void)bytes;
  (void)hint;
}

static bool exchange(void *context, const uint8_t *sent, size_t bytes, const uint8_t **got, size_t *got_bytes) {
  struct caller *caller = context;
  zmq_msg_t question;
  if (caller->borrows) {
    if (zmq_msg_init_data(&question, (void *)sent, bytes, keep, NULL) != 0) return false;
  } else {
    if (zmq_msg_init_size(&question, bytes) != 0) return false;
    memcpy(zmq_msg_data(&question), sent, bytes);
  }
  if (zmq_msg_send(&question, caller->socket, 0) < 0) return false;
  zmq_msg_close(&caller->answer);
  zmq_msg_init(&caller->answer);
  if (zmq_msg_recv(&caller->answer, caller->socket, 0) < 0) return false;
  *got = zmq_msg_data(&caller->answer);
  *got_bytes = zmq_msg_size(&caller->answer);
  return true;
}

int main(int argc, char **argv) {
  if (peer_is_server(argc, argv)) serve(argv[2], argv[3]);
  struct peer_session *session = peer_begin(argc, argv);
  const struct peer_options *options = peer_session_options(session);
  peer_set_name(session, "zeromq", "blocking");
  char address[64];
  // In the abstract namespace: no file is left behind.
  snprintf(address, sizeof address, "ipc://@outboard-peer-%d", getpid());
  peer_start(session, address, (char *)NULL);
  struct caller caller = {make_socket(options->mode, true), is_fastest(options->mode), {{0}}};
  zmq_msg_init(&caller.answer);
  if (zmq_connect(caller.socket, address) != 0) peer_fail("zmq_connect");
  peer_measure_echo(session, PEER_MOST_BYTES, exchange, &caller);
  peer_end(session);
}
