#ifndef CALL_H
#define CALL_H

#include "lane.h"

/// A call being run.
typedef struct call {
  lane *lane;
  uint32_t id;
  uint16_t method;
  uint8_t arguments_class;
  bool is_taken;   ///< whether the credit counts the record
  bool is_one_way; ///< whether nobody waits for an answer
  const unsigned char *arguments;
  uint64_t length;
} call;

/// An answer being written.
typedef struct answer {
  unsigned char *start;  ///< room for `length` bytes
  uint64_t length;
  uint8_t payload_class;
} answer;

/// Looks at the next request of a lane, which must be ready. Returns false if it needs no answer, or was answered.
bool call_begin(lane *lane, call *call);
/// Ends a call without an answer and without a result: a one-way call, or one of a one-way method.
void call_done(call *call);
/// Gives the arguments back, after the answer.
void call_end(call *call);

/// Finds room for an answer. Returns false, and answers with an error, if there is none.
bool answer_open(call *call, uint64_t length, answer *answer);
/// Publishes the answer that was written.
void answer_close(call *call, answer *answer, uint8_t kind, uint16_t ordinal);
/// Answers with an error whose payload is one string.
void answer_error(call *call, uint16_t ordinal, const char *text);

#endif
