// The interface Calculator 1.0:
//
//     func add(_: Int64, _: Int64) throws -> Int64
//     func echo(bytes: [UInt8]) throws -> [UInt8]
//     func divide(_: Int64, by: Int64) throws -> Int64      // throws DivisionByZero { message: String }
//     @OneWay func store(_: [UInt8]) throws                 // adds the bytes to the memory
//     func recall() throws -> Int64                         // the sum in the memory

#include "calculator.h"

#include "control.h"
#include "wire.h"

enum { ADD, ECHO, DIVIDE, STORE, RECALL };
enum { DIVISION_BY_ZERO };
// Types as they are named in the handshake.
enum { TYPE_INT64 = 9, TYPE_STRING = 12, TYPE_BYTES = 13, TYPE_NAMED = 18, TYPE_ONE_WAY = 20 };

// Lanes have threads of their own.
static _Atomic int64_t memory;

static unsigned char *put_type(unsigned char *next, uint8_t type) {
  *next = type;
  return next + 1;
}

static unsigned char *put_method(unsigned char *next, const char *name, uint32_t count, uint8_t parameter,
                                 uint8_t result) {
  next = wire_put_count(wire_put_string(next, name), count);
  for (uint32_t index = 0; index < count; index += 1) {
    next = put_type(next, parameter);
  }
  return put_type(next, result);
}

void calculator_welcome(void) {
  unsigned char welcome[512], *next = welcome;
  next = wire_put_count(next, OUTBOARD_ABI_VERSION);
  next = wire_put_string(next, "CPlugin");
  next = wire_put_count(next, 1);
  next = wire_put_string(next, "Calculator");
  next = wire_put_int64(wire_put_int64(next, 1), 0);
  next = wire_put_count(next, 5);
  next = put_method(next, "add(_:_:)", 2, TYPE_INT64, TYPE_INT64);
  next = put_method(next, "echo(bytes:)", 1, TYPE_BYTES, TYPE_BYTES);
  next = put_method(next, "divide(_:by:)", 2, TYPE_INT64, TYPE_INT64);
  next = put_method(next, "store(_:)", 1, TYPE_BYTES, TYPE_ONE_WAY);
  next = put_method(next, "recall()", 0, TYPE_INT64, TYPE_INT64);
  next = wire_put_count(next, 1);
  next = wire_put_string(put_type(next, TYPE_NAMED), "DivisionByZero");
  next = wire_put_count(next, 1);
  next = wire_put_string(next, "DivisionByZero");
  *next++ = 0;  // a struct: one alternative without a name
  next = wire_put_string(wire_put_count(next, 1), "");
  next = wire_put_string(wire_put_count(next, 1), "message");
  next = put_type(next, TYPE_STRING);
  control_send(OUTBOARD_CONTROL_WELCOME, welcome, (uint32_t)(next - welcome));
}

static void answer_int64(call *call, int64_t value) {
  answer answer;
  if (answer_open(call, sizeof value, &answer)) {
    wire_put_int64(answer.start, value);
    answer_close(call, &answer, OUTBOARD_KIND_REPLY, 0);
  }
}

static void answer_bytes(call *call, const unsigned char *bytes, uint32_t count) {
  answer answer;
  if (answer_open(call, (uint64_t)count + 4, &answer)) {
    wire_put(wire_put_count(answer.start, count), bytes, count);
    answer_close(call, &answer, OUTBOARD_KIND_REPLY, 0);
  }
}

static void answer_division_by_zero(call *call, const char *message) {
  answer answer;
  if (answer_open(call, 4 + wire_string_bytes(message), &answer)) {
    wire_put_string(wire_put_count(answer.start, wire_string_bytes(message)), message);
    answer_close(call, &answer, OUTBOARD_KIND_ERROR, DIVISION_BY_ZERO);
  }
}

static void answer_undeclared(call *call, const char *type, const char *text) {
  answer answer;
  if (answer_open(call, wire_string_bytes(type) + wire_string_bytes(text), &answer)) {
    wire_put_string(wire_put_string(answer.start, type), text);
    answer_close(call, &answer, OUTBOARD_KIND_ERROR, OUTBOARD_ERROR_UNDECLARED);
  }
}

void calculator_run(call *call) {
  wire_reader reader = {.next = call->arguments, .end = call->arguments + call->length};
  if (call->method == RECALL) {
    answer_int64(call, memory);
    return;
  }
  if (call->method == ECHO || call->method == STORE) {
    uint32_t count = wire_get_count(&reader);
    const unsigned char *bytes = wire_get(&reader, count);
    if (reader.failed) {
      answer_error(call, OUTBOARD_ERROR_BAD_ARGUMENTS, "the bytes end before the value does");
    } else if (call->method == ECHO) {
      answer_bytes(call, bytes, count);
    } else {
      int64_t sum = 0;
      for (uint32_t index = 0; index < count; index += 1) {
        sum += bytes[index];
      }
      memory += sum;
      call_done(call);
    }
    return;
  }
  if (call->method != ADD && call->method != DIVIDE) {
    answer_error(call, OUTBOARD_ERROR_UNKNOWN_METHOD, "Calculator has five methods");
    return;
  }
  int64_t first = wire_get_int64(&reader);
  int64_t second = wire_get_int64(&reader);
  if (reader.failed) {
    answer_error(call, OUTBOARD_ERROR_BAD_ARGUMENTS, "the bytes end before the value does");
  } else if (call->method == ADD) {
    answer_int64(call, (int64_t)((uint64_t)first + (uint64_t)second));
  } else if (second == 0) {
    answer_division_by_zero(call, "nothing can be divided by zero");
  } else if (first == INT64_MIN && second == -1) {
    answer_undeclared(call, "Overflow", "the quotient has no Int64");
  } else {
    answer_int64(call, first / second);
  }
}
