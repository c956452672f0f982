#ifndef OUTBOARD_CONTROL_H
#define OUTBOARD_CONTROL_H

// The control socket: a SOCK_SEQPACKET socketpair. One packet is one message: a header and its payload.

#include <stddef.h>
#include <stdint.h>

#include "segment.h"

// File descriptors of a plugin process. Nothing else is open.
#define OUTBOARD_FD_CONTROL 3  ///< the plugin's end of the control socket
#define OUTBOARD_FD_HOST 4     ///< segment H; can only be mapped for reading
#define OUTBOARD_FD_PLUGIN 5   ///< segment P
#define OUTBOARD_FD_LANES 6    ///< lane k: 6 + 2k the epoll instance to wait on, 7 + 2k the eventfd to ring

// What epoll_wait(2) returns as the data of an event on a lane's epoll instance.
#define OUTBOARD_EVENT_BELL 0       ///< the host rang
#define OUTBOARD_EVENT_HOST_GONE 1  ///< the host closed the control socket, or is dead

/// Environment variable that marks a process started by a host; its value is the ABI version in decimal.
#define OUTBOARD_ENVIRONMENT_MARK "OUTBOARD_ABI"

/// Environment variable of a plugin that was started by hand, and attaches to a host that waits: 64 hexadecimal digits, "@",
/// and the path of a socket, or "@" and its abstract name.
#define OUTBOARD_ENVIRONMENT_ATTACH "OUTBOARD_ATTACH"

/// Largest control message, header included.
#define OUTBOARD_CONTROL_BYTES_MAX 65536

typedef struct outboard_control_header {
  uint32_t type;    ///< one of OUTBOARD_CONTROL_*
  uint32_t length;  ///< payload bytes behind this header
} outboard_control_header;

OUTBOARD_STATIC_ASSERT(sizeof(outboard_control_header) == 8, "control header");

#define OUTBOARD_CONTROL_HELLO 1       ///< host: outboard_hello, then the encoded configuration, or a memfd that holds it
#define OUTBOARD_CONTROL_WELCOME 2     ///< plugin: ready; the encoded description of what it serves
#define OUTBOARD_CONTROL_REFUSE 3      ///< plugin: cannot start; an encoded string that says why
#define OUTBOARD_CONTROL_ATTACHMENT 4  ///< host: outboard_attachment and one memfd
#define OUTBOARD_CONTROL_SHUTDOWN 5    ///< host: finish what is running and exit
#define OUTBOARD_CONTROL_CANCEL 6      ///< host: calls were given up: look at the bits of `cancelled`
#define OUTBOARD_CONTROL_OPEN 7        ///< host: make an instance; outboard_instance, then its configuration, or a memfd
#define OUTBOARD_CONTROL_CLOSE 8       ///< host: end an instance; outboard_instance
#define OUTBOARD_CONTROL_INSTANCE 9    ///< plugin: an instance was made or refused, or has ended; number and text
#define OUTBOARD_CONTROL_FILTER 12     ///< host: what to give up when ready: instructions of a seccomp filter
#define OUTBOARD_CONTROL_HANDOVER 13   ///< host: another host may follow; outboard_handover, and the connection to it
#define OUTBOARD_CONTROL_PREPARED 14   ///< plugin: it is prepared for that, or why not; an encoded string
#define OUTBOARD_CONTROL_LEND 15       ///< host: a buffer that calls will refer to; outboard_buffer and its memfd
#define OUTBOARD_CONTROL_TAKE_BACK 16  ///< host: calls will refer to it no more; outboard_buffer
#define OUTBOARD_CONTROL_BORROWED 17   ///< plugin: a buffer can be referred to, or why not; number and text

/// In a filter, as an operand, for the number of the process that installs it.
#define OUTBOARD_FILTER_OWN_PROCESS 0x6f776e70u

// Before there is a control socket: between a plugin that attaches and its host.
#define OUTBOARD_CONTROL_ATTACH 10      ///< plugin, first: outboard_attach
#define OUTBOARD_CONTROL_DESCRIPTOR 11  ///< host: a descriptor, and the number that it has in a plugin that was started

/// Bytes of the secret that an attaching plugin tells.
#define OUTBOARD_ATTACH_SECRET_BYTES 32

/// What a plugin says that attaches.
typedef struct outboard_attach {
  uint32_t abi_version;
  uint32_t reserved;                             ///< 0
  uint8_t secret[OUTBOARD_ATTACH_SECRET_BYTES];  ///< the bytes that the digits of the environment variable stand for
} outboard_attach;

OUTBOARD_STATIC_ASSERT(sizeof(outboard_attach) == 40, "attach");

/// First message to a plugin.
typedef struct outboard_hello {
  uint32_t abi_version;
  uint32_t policy;  ///< one of OUTBOARD_POLICY_*
  uint64_t generation;
  outboard_geometry geometry;
  uint64_t spin_nanoseconds;      ///< how long a lane worker may poll before it parks
  uint64_t configuration_length;  ///< bytes behind this struct, or of the memfd that comes with the message
  uint32_t configuration_attached;  ///< 1 if the configuration lies in a memfd
  uint32_t filter_follows;          ///< 1 if the next message is OUTBOARD_CONTROL_FILTER
} outboard_hello;

OUTBOARD_STATIC_ASSERT(sizeof(outboard_hello) == 64, "hello");

/// What a plugin can do besides serving calls: bits of the last number of its welcome.
#define OUTBOARD_CAPABILITY_INSTANCES 1  ///< it makes further instances of itself
#define OUTBOARD_CAPABILITY_HANDOVER 2   ///< it can be handed over to another host
#define OUTBOARD_CAPABILITY_BUFFERS 4    ///< it can be lent buffers

/// An instance to be made or to be ended.
typedef struct outboard_instance {
  uint32_t number;                  ///< 1 for the first; never used again in the life of the process
  uint32_t configuration_attached;  ///< 1 if the configuration lies in a memfd
  uint64_t configuration_length;    ///< bytes behind this struct, or of the memfd that comes with the message
} outboard_instance;

OUTBOARD_STATIC_ASSERT(sizeof(outboard_instance) == 16, "instance");

/// Another host may follow. Comes with the plugin's end of the connection to it.
typedef struct outboard_handover {
  uint32_t outlives_host;  ///< 1: give up the death signal, because the kernel would send it when this host goes
  uint32_t reserved;       ///< 0
} outboard_handover;

OUTBOARD_STATIC_ASSERT(sizeof(outboard_handover) == 8, "handover");

/// A buffer that the host lends or takes back. Comes with its memfd when it is lent.
typedef struct outboard_buffer {
  uint32_t number;    ///< what calls call it; the host gives no number to two buffers
  uint32_t reserved;  ///< 0
  uint64_t length;    ///< bytes of the memfd
} outboard_buffer;

OUTBOARD_STATIC_ASSERT(sizeof(outboard_buffer) == 16, "buffer");

/// Most buffers that a plugin has been lent at a time.
#define OUTBOARD_BUFFERS_MAX 1024

/// Bytes of a reference to part of a buffer, as a value: number (4), offset (8), count of bytes (8).
#define OUTBOARD_SHARED_BYTES_BYTES 20

#define OUTBOARD_POLICY_ADAPTIVE 0  ///< poll for a while, then park
#define OUTBOARD_POLICY_SPIN 1      ///< poll for ever
#define OUTBOARD_POLICY_PARK 2      ///< park at once
#define OUTBOARD_POLICY_HANDOFF 3   ///< park at once, on the processor that `run_on` names

/// Comes with one memfd: the payload of a call (read only), or the space lent for a reply. With any descriptor if `length`
/// is 0, and without one if the plugin has as many as it may have.
typedef struct outboard_attachment {
  uint32_t lane;
  uint32_t call_id;
  uint32_t purpose;  ///< one of OUTBOARD_ATTACHMENT_*
  uint32_t reserved;  ///< 0
  uint64_t length;    ///< bytes of the memfd
} outboard_attachment;

OUTBOARD_STATIC_ASSERT(sizeof(outboard_attachment) == 24, "attachment");

#define OUTBOARD_ATTACHMENT_ARGUMENTS 1  ///< the payload of the call
#define OUTBOARD_ATTACHMENT_RESULT 2     ///< the space to write the reply into

#endif
