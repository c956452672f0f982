#include "call.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "attachments.h"
#include "wire.h"

static unsigned char *map(int descriptor, uint64_t length, int protection) {
  void *start = mmap(NULL, length, protection, MAP_SHARED, descriptor, 0);
  close(descriptor);
  return start == MAP_FAILED ? NULL : start;
}

/// Counts the request as taken: its slot is not looked at again.
static void take(call *call) {
  if (!call->is_taken) {
    call->is_taken = true;
    lane_take(call->lane);
  }
}

bool call_begin(lane *lane, call *call) {
  outboard_record *request = lane_request(lane);
  if (request->kind != OUTBOARD_KIND_CALL && request->kind != OUTBOARD_KIND_ONE_WAY) {
    lane_take(lane);
    return false;
  }
  size_t optional = (request->flags & OUTBOARD_FLAG_DEADLINE ? OUTBOARD_DEADLINE_BYTES : 0)
      + (request->flags & OUTBOARD_FLAG_TRACE ? OUTBOARD_TRACE_BYTES : 0);
  call->lane = lane;
  call->is_taken = false;
  call->is_one_way = request->kind == OUTBOARD_KIND_ONE_WAY;
  call->id = request->call_id;
  call->method = request->method;
  call->arguments_class = request->flags & OUTBOARD_PAYLOAD_MASK;
  call->arguments = request->body + optional;
  call->length = request->length;
  if (call->arguments_class == OUTBOARD_PAYLOAD_BLOCK) {
    call->arguments = lane_request_block(lane);
  }
  if (call->arguments_class >= OUTBOARD_PAYLOAD_BULK) {
    outboard_payload_reference reference;
    memcpy(&reference, request->body + optional, sizeof reference);
    call->length = reference.length;
    call->arguments = lane->bulk_in;
    // The arguments lie outside the slot. Otherwise it is needed until the answer is written. A one-way call is taken
    // when it has been run: that gives the bulk area back.
    if (!call->is_one_way) {
      take(call);
    }
  }
  if (call->arguments_class == OUTBOARD_PAYLOAD_ATTACHMENT) {
    uint64_t length;
    int descriptor = attachments_take(lane->index, call->id, OUTBOARD_ATTACHMENT_ARGUMENTS, &length);
    call->arguments = length < call->length ? NULL : map(descriptor, call->length, PROT_READ);
    if (call->arguments == NULL) {
      call->arguments_class = OUTBOARD_PAYLOAD_INLINE;
      answer_error(call, OUTBOARD_ERROR_BAD_ARGUMENTS, "the attachment of the call cannot be mapped");
      return false;
    }
  }
  return true;
}

void call_done(call *call) {
  answer answer = {.payload_class = OUTBOARD_PAYLOAD_INLINE};
  answer_close(call, &answer, OUTBOARD_KIND_REPLY, 0);
}

void call_end(call *call) {
  if (call->arguments_class == OUTBOARD_PAYLOAD_ATTACHMENT) {
    munmap((void *)call->arguments, call->length);
  }
}

/// Borrows memory of the host for an answer.
static unsigned char *lease(call *call, uint64_t length) {
  outboard_payload_reference reference = {.length = length};
  memcpy(lane_answer(call->lane)->body, &reference, sizeof reference);
  lane_publish(call->lane, call->id, OUTBOARD_KIND_LEASE, 0, OUTBOARD_PAYLOAD_ATTACHMENT, 0);
  uint64_t lent;
  int descriptor = attachments_take(call->lane->index, call->id, OUTBOARD_ATTACHMENT_RESULT, &lent);
  if (lent < length) {
    close(descriptor);
    return NULL;
  }
  return map(descriptor, length, PROT_READ | PROT_WRITE);
}

bool answer_open(call *call, uint64_t length, answer *answer) {
  answer->length = length;
  if (length <= OUTBOARD_RECORD_BODY_BYTES) {
    answer->payload_class = OUTBOARD_PAYLOAD_INLINE;
    answer->start = lane_answer(call->lane)->body;
    return true;
  }
  if (length <= call->lane->sizes.block_bytes) {
    answer->payload_class = OUTBOARD_PAYLOAD_BLOCK;
    answer->start = lane_answer_block(call->lane);
    return true;
  }
  answer->payload_class = OUTBOARD_PAYLOAD_BULK;
  answer->start = length <= call->lane->sizes.bulk_bytes ? lane_free_bulk(call->lane, length) : NULL;
  if (answer->start == NULL) {
    answer->payload_class = OUTBOARD_PAYLOAD_ATTACHMENT;
    answer->start = lease(call, length);
  }
  if (answer->start == NULL) {
    answer_error(call, OUTBOARD_ERROR_BAD_RESULT, "the host lends no memory for it");
    return false;
  }
  return true;
}

void answer_close(call *call, answer *answer, uint8_t kind, uint16_t ordinal) {
  if (call->is_one_way) {
    take(call);
    lane_tell_of_room(call->lane);
    return;
  }
  uint16_t length = (uint16_t)answer->length;
  if (answer->payload_class >= OUTBOARD_PAYLOAD_BULK) {
    outboard_payload_reference reference = {.length = answer->length};
    memcpy(lane_answer(call->lane)->body, &reference, sizeof reference);
    length = 0;
  }
  if (answer->payload_class == OUTBOARD_PAYLOAD_ATTACHMENT) {
    munmap(answer->start, answer->length);
  }
  take(call);
  lane_publish(call->lane, call->id, kind, ordinal, answer->payload_class, length);
}

void answer_error(call *call, uint16_t ordinal, const char *text) {
  if (call->is_one_way) {
    fprintf(stderr, "one-way call of method %u failed: %s\n", call->method, text);
    call_done(call);
    return;
  }
  answer answer;
  if (answer_open(call, wire_string_bytes(text), &answer)) {
    wire_put_string(answer.start, text);
    answer_close(call, &answer, OUTBOARD_KIND_ERROR, ordinal);
  }
}
