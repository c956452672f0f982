#ifndef OUTBOARD_RECORD_H
#define OUTBOARD_RECORD_H

// The 64-byte record: the one entry of every ring, in both directions.
// docs/abi.md explains each field; a test holds that page and this header together.

#include <stddef.h>
#include <stdint.h>

#include "language.h"

/// Bytes of a record. One record is one cache line.
#define OUTBOARD_RECORD_BYTES 64
/// Bytes from a record of a ring to the next. Two cache lines: processors fetch lines in pairs, and the other line of a
/// pair would otherwise be a record that the other side is about to write.
#define OUTBOARD_RECORD_STRIDE 128
/// Bytes of a record that carry optional fields and an inline payload or a payload reference.
#define OUTBOARD_RECORD_BODY_BYTES 48

/// A record as it lies in a ring. All fields are little endian.
///
/// `stamp` is accessed atomically: the writer stores it last, with release order; the reader loads it
/// with acquire order and touches the other bytes only when it equals the stamp it expects.
typedef struct outboard_record {
  uint32_t stamp;    ///< low 32 bits of (position + 1); never reset by the reader
  uint32_t call_id;  ///< chosen by the caller; unique among the calls in flight on the lane; repeated by the answer
  uint16_t method;   ///< method ordinal of a call, error ordinal of an error, otherwise 0
  uint8_t kind;      ///< one of OUTBOARD_KIND_*
  uint8_t flags;     ///< payload class (low 2 bits) and OUTBOARD_FLAG_*
  uint16_t length;   ///< payload bytes of the classes inline and block; 0 for bulk and attachment
  uint16_t credit;   ///< low 16 bits of the count of records taken from the opposite ring of the lane
  uint8_t body[OUTBOARD_RECORD_BODY_BYTES];
} outboard_record;

OUTBOARD_STATIC_ASSERT(sizeof(outboard_record) == OUTBOARD_RECORD_BYTES, "a record is one cache line");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_record, stamp) == 0, "stamp");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_record, call_id) == 4, "call_id");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_record, method) == 8, "method");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_record, kind) == 10, "kind");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_record, flags) == 11, "flags");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_record, length) == 12, "length");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_record, credit) == 14, "credit");
OUTBOARD_STATIC_ASSERT(offsetof(outboard_record, body) == 16, "body");

// Record kinds. 0 is never published: zeroed memory is not a record. 5, 6, 8 and 9 are free.
#define OUTBOARD_KIND_CALL 1            ///< host to plugin: run a method
#define OUTBOARD_KIND_REPLY 2           ///< plugin to host: the value a call returned
#define OUTBOARD_KIND_ERROR 3           ///< plugin to host: the error a call threw
#define OUTBOARD_KIND_ONE_WAY 4         ///< host to plugin: run a one-way method, no answer
#define OUTBOARD_KIND_CALLBACK_REPLY 7  ///< host to plugin: the outcome of a callback; go on with the call that made it
#define OUTBOARD_KIND_CREDIT 10         ///< either way: carries nothing but `credit`
#define OUTBOARD_KIND_LEASE 11          ///< plugin to host: lend me an attachment for the reply of `call_id`

// Payload classes, the low two bits of `flags`.
#define OUTBOARD_PAYLOAD_MASK 0x03
#define OUTBOARD_PAYLOAD_INLINE 0      ///< `length` bytes in the body, behind the optional fields
#define OUTBOARD_PAYLOAD_BLOCK 1       ///< `length` bytes in the block of the record's slot
#define OUTBOARD_PAYLOAD_BULK 2        ///< in the lane's bulk area; the body holds a payload reference
#define OUTBOARD_PAYLOAD_ATTACHMENT 3  ///< in a memfd passed over the control socket; the body holds a payload reference

// Optional fields at the start of the body, in the order of their bits. Other bits are 0.
#define OUTBOARD_FLAG_DEADLINE 0x04  ///< 8 bytes: deadline in nanoseconds of CLOCK_MONOTONIC
#define OUTBOARD_FLAG_TRACE 0x08     ///< 32 bytes: trace id (16), span id (8), trace flags (1), zero (7)
#define OUTBOARD_FLAG_SERVES 0x10  ///< no bytes: the caller serves callbacks of this call
#define OUTBOARD_FLAG_KNOWN 0x1f
#define OUTBOARD_DEADLINE_BYTES 8
#define OUTBOARD_TRACE_BYTES 32

/// Where a payload of class bulk or attachment lies: in the body, behind the optional fields.
typedef struct outboard_payload_reference {
  uint64_t length;  ///< payload bytes
} outboard_payload_reference;

OUTBOARD_STATIC_ASSERT(sizeof(outboard_payload_reference) == 8, "payload reference");
OUTBOARD_STATIC_ASSERT(OUTBOARD_DEADLINE_BYTES + OUTBOARD_TRACE_BYTES + sizeof(outboard_payload_reference)
                   <= OUTBOARD_RECORD_BODY_BYTES,
               "the optional fields leave room for a payload reference");

// Error ordinals from OUTBOARD_ERROR_RESERVED up are the runtime's; below it they count the errors that
// the interface declares. The payload of each is the wire encoding of the strings named here.
#define OUTBOARD_ERROR_RESERVED 0xfff0
#define OUTBOARD_ERROR_UNDECLARED 0xffff      ///< the method threw an error the interface does not declare: type name, text
#define OUTBOARD_ERROR_BAD_ARGUMENTS 0xfffe   ///< the arguments do not decode: text
#define OUTBOARD_ERROR_UNKNOWN_METHOD 0xfffd  ///< the plugin has no such method: text
#define OUTBOARD_ERROR_BAD_RESULT 0xfffc      ///< the result does not encode: text
#define OUTBOARD_ERROR_CALLBACK 0xfffb        ///< no error: the method calls the host back, and goes on with the outcome
#define OUTBOARD_ERROR_NOT_SERVED 0xfffa      ///< of a callback: the caller does not serve the interface: text
#define OUTBOARD_ERROR_MISMATCH 0xfff9        ///< of a callback: the caller serves the interface in another form: text
#define OUTBOARD_ERROR_CANCELLED 0xfff8       ///< of a callback: the call has been given up

#endif
