#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// One end of a way to send bytes: a pair of pipes, a socket, or a pair of message queues.
struct transport {
  int receives, sends;  // descriptors, which may be the same
  bool polls;           // never blocks: asks again and again
  bool is_queue;
  size_t message_bytes;    // of a queue: what a message holds at most
  void (*while_idle)(void);  // what a polling server does between two looks, or NULL
};

// Makes both ends; `kind` is pipe, socketpair or mq, `mode` default or fastest.
void transport_make(const char *kind, const char *mode, struct transport *host, struct transport *peer);

// Sends bytes and receives as many as the other side sent in one piece, at most `capacity`.
bool transport_send(const struct transport *end, const uint8_t *bytes, size_t count);
bool transport_receive(const struct transport *end, uint8_t *bytes, size_t capacity, size_t *count);

#endif
