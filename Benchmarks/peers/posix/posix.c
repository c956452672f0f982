// Echo over what POSIX has: pipes, a socket pair, message queues.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "peer.h"
#include "transport.h"

static uint8_t *buffer(void) {
  uint8_t *bytes = aligned_alloc(4096, PEER_MOST_BYTES);
  if (bytes == NULL) peer_fail("no memory");
  memset(bytes, 0, PEER_MOST_BYTES);
  return bytes;
}

// The arguments are serve, the mode, both descriptors, and the bytes of a message, 0 where there are none.
static void serve(char **argv) {
  struct transport end = {atoi(argv[3]), atoi(argv[4]), strcmp(argv[2], "fastest") == 0, atol(argv[5]) != 0,
                          (size_t)atol(argv[5]), peer_follow_now};
  if (!end.polls) peer_follow();
  uint8_t *bytes = buffer();
  for (size_t count; transport_receive(&end, bytes, PEER_MOST_BYTES, &count);)
    if (!transport_send(&end, bytes, count)) break;
}

struct caller {
  struct transport end;
  uint8_t *bytes;
};

static bool exchange(void *context, const uint8_t *sent, size_t bytes, const uint8_t **got, size_t *got_bytes) {
  struct caller *caller = context;
  *got = caller->bytes;
  return transport_send(&caller->end, sent, bytes) &&
         transport_receive(&caller->end, caller->bytes, PEER_MOST_BYTES, got_bytes);
}

int main(int argc, char **argv) {
  if (peer_is_server(argc, argv)) {
    serve(argv);
    return 0;
  }
  struct peer_session *session = peer_begin(argc, argv);
  const struct peer_options *options = peer_session_options(session);
  const char *kind = options->extra == NULL ? "pipe" : options->extra;
  struct caller caller = {.bytes = buffer()};
  struct transport peer;
  transport_make(kind, options->mode, &caller.end, &peer);
  peer_set_name(session, kind, caller.end.polls ? "spin" : "blocking");
  char receives[16], sends[16], message_bytes[32];
  snprintf(receives, sizeof receives, "%d", peer.receives);
  snprintf(sends, sizeof sends, "%d", peer.sends);
  snprintf(message_bytes, sizeof message_bytes, "%zu", peer.message_bytes);
  peer_start(session, receives, sends, message_bytes, (char *)NULL);
  if (!peer.is_queue) close(peer.receives);
  if (!peer.is_queue && peer.sends != peer.receives) close(peer.sends);
  peer_measure_echo(session, PEER_MOST_BYTES, exchange, &caller);
  peer_end(session);
}
