#ifndef CONTROL_H
#define CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "outboard/outboard.h"

/// A message of the host.
typedef struct control_message {
  uint32_t type;
  uint32_t length;  ///< bytes of `payload`
  int descriptor;   ///< what came with it, or -1
  unsigned char payload[OUTBOARD_CONTROL_BYTES_MAX];
} control_message;

/// Whether a host started this process.
bool control_is_there(void);

/// Waits for a message. Ends the process when the host is gone.
void control_receive(control_message *message);

/// Sends a message.
void control_send(uint32_t type, const void *payload, uint32_t length);

/// Tells the host why the plugin cannot start, and exits.
_Noreturn void control_refuse(const char *text);

#endif
