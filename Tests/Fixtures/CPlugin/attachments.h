#ifndef ATTACHMENTS_H
#define ATTACHMENTS_H

#include <stdint.h>

#include "outboard/outboard.h"

/// Keeps an attachment until the call that it belongs to asks for it.
void attachments_deliver(const outboard_attachment *attachment, int descriptor);

/// Waits for an attachment. Returns its descriptor, which the caller closes, and its bytes.
int attachments_take(uint32_t lane, uint32_t call_id, uint32_t purpose, uint64_t *length);

#endif
