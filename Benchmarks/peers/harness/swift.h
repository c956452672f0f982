#ifndef PEER_SWIFT_H
#define PEER_SWIFT_H

// peer.h as Swift can use it.

#include "peer.h"

// `peer_start` with one argument: Swift has no functions with any number of arguments.
static inline pid_t peer_start_at(struct peer_session *session, const char *address) {
  return peer_start(session, address, (const char *)NULL);
}

#endif
