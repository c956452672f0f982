#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "outboard_uring.h"

#include <errno.h>
#include <liburing.h>
#include <stddef.h>
#include <stdlib.h>

#ifndef IORING_SETUP_DEFER_TASKRUN
#error "liburing 2.3 or newer is needed, with its headers"
#endif

_Static_assert(sizeof(struct io_uring_cqe) == sizeof(outboard_uring_completion)
                   && offsetof(struct io_uring_cqe, user_data) == offsetof(outboard_uring_completion, token)
                   && offsetof(struct io_uring_cqe, res) == offsetof(outboard_uring_completion, result)
                   && offsetof(struct io_uring_cqe, flags) == offsetof(outboard_uring_completion, flags)
                   && IORING_CQE_F_MORE == OUTBOARD_URING_MORE,
               "a completion is what the kernel writes");

#define NANOSECONDS_PER_SECOND 1000000000ULL

struct outboard_uring {
  struct io_uring ring;
};

/// By OUTBOARD_URING_DEFERRED and so on. IORING_SETUP_SUBMIT_ALL is of Linux 5.18, IORING_SETUP_COOP_TASKRUN of 5.19,
/// IORING_SETUP_SINGLE_ISSUER of 6.0, IORING_SETUP_DEFER_TASKRUN of 6.1.
static const uint32_t setup_flags[] = {
    IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER
        | IORING_SETUP_DEFER_TASKRUN,
    IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_COOP_TASKRUN,
    IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP,
};

int outboard_uring_open(uint32_t submissions, uint32_t completions, int setup, int registered,
                        outboard_uring **result) {
  outboard_uring *opened = calloc(1, sizeof *opened);
  if (!opened) {
    return -ENOMEM;
  }
  int error = -EINVAL;
  for (; setup <= OUTBOARD_URING_PLAIN; setup += 1) {
    struct io_uring_params parameters = {.flags = setup_flags[setup], .cq_entries = completions};
    error = io_uring_queue_init_params(submissions, &opened->ring, &parameters);
    // A kernel answers so to flags that it does not know.
    if (error != -EINVAL) {
      break;
    }
  }
  if (error < 0) {
    free(opened);
    return error;
  }
  // A fork of the host must not share the ring's memory.
  (void)io_uring_ring_dontfork(&opened->ring);
  // Saves each wait the look-up of the descriptor. Linux 5.18; older kernels do without.
  if (registered) {
    (void)io_uring_register_ring_fd(&opened->ring);
  }
  *result = opened;
  return setup;
}

void outboard_uring_close(outboard_uring *ring, int is_own_thread) {
  if (!is_own_thread) {
    // The place is one of the opening thread's. Given back from here, it would be a place of the calling thread's own.
    ring->ring.enter_ring_fd = ring->ring.ring_fd;
    ring->ring.int_flags = 0;
  }
  io_uring_queue_exit(&ring->ring);
  free(ring);
}

const char *outboard_uring_missing(outboard_uring *ring) {
  if (!(ring->ring.features & IORING_FEAT_NODROP)) {
    return "IORING_FEAT_NODROP (Linux 5.5)";
  }
  if (!(ring->ring.features & IORING_FEAT_EXT_ARG)) {
    return "IORING_FEAT_EXT_ARG (Linux 5.11)";
  }
  struct io_uring_probe *probe = io_uring_get_probe_ring(&ring->ring);
  if (!probe) {
    return "IORING_REGISTER_PROBE (Linux 5.6)";
  }
  const char *missing = NULL;
  if (!io_uring_opcode_supported(probe, IORING_OP_POLL_ADD)) {
    missing = "IORING_OP_POLL_ADD";
  } else if (!io_uring_opcode_supported(probe, IORING_OP_ASYNC_CANCEL)) {
    missing = "IORING_OP_ASYNC_CANCEL";
  }
  io_uring_free_probe(probe);
  return missing;
}

/// A free entry of the submission queue; submits what is queued if there is none.
static struct io_uring_sqe *entry(outboard_uring *ring, int *error) {
  struct io_uring_sqe *entry = io_uring_get_sqe(&ring->ring);
  if (!entry) {
    *error = io_uring_submit(&ring->ring);
    entry = io_uring_get_sqe(&ring->ring);
  }
  return entry;
}

int outboard_uring_poll(outboard_uring *ring, int descriptor, uint32_t events, int repeats, uint64_t token) {
  int error = 0;
  struct io_uring_sqe *request = entry(ring, &error);
  if (!request) {
    return error < 0 ? error : -EBUSY;
  }
  if (repeats) {
    io_uring_prep_poll_multishot(request, descriptor, events);
  } else {
    io_uring_prep_poll_add(request, descriptor, events);
  }
  io_uring_sqe_set_data64(request, token);
  return 0;
}

int outboard_uring_remove(outboard_uring *ring, uint64_t token) {
  int error = 0;
  struct io_uring_sqe *request = entry(ring, &error);
  if (!request) {
    return error < 0 ? error : -EBUSY;
  }
  // Not IORING_OP_POLL_REMOVE: that fails with EALREADY while the kernel has an event of the poll in hand, as it always has
  // when somebody rings without end, and the poll would stay (6.18, io_poll_disarm). Cancelling marks it, whatever it does.
  io_uring_prep_cancel64(request, token, 0);
  io_uring_sqe_set_data64(request, OUTBOARD_URING_IGNORE);
  return 0;
}

int outboard_uring_ring_bell(outboard_uring *ring, int descriptor) {
  static const uint64_t one = 1;
  int error = 0;
  struct io_uring_sqe *request = entry(ring, &error);
  if (!request) {
    return error < 0 ? error : -EBUSY;
  }
  io_uring_prep_write(request, descriptor, &one, sizeof one, 0);
  // Linux 5.17, older than the set-up with which bells are rung; a full counter fails, and rings already.
  io_uring_sqe_set_flags(request, IOSQE_CQE_SKIP_SUCCESS);
  io_uring_sqe_set_data64(request, OUTBOARD_URING_IGNORE);
  return 0;
}

int outboard_uring_submit(outboard_uring *ring) {
  int error = io_uring_submit(&ring->ring);
  return error < 0 ? error : 0;
}

uint32_t outboard_uring_queued(const outboard_uring *ring) { return io_uring_sq_ready(&ring->ring); }

int outboard_uring_wait(outboard_uring *ring, outboard_uring_completion *completions, int capacity, unsigned wanted,
                        uint64_t timeout) {
  struct io_uring_cqe *cqe = NULL;
  int error;
  if (timeout == 0) {
    error = io_uring_submit_and_get_events(&ring->ring);
  } else if (timeout == OUTBOARD_URING_FOREVER) {
    error = io_uring_submit_and_wait_timeout(&ring->ring, &cqe, wanted, NULL, NULL);
  } else {
    struct __kernel_timespec duration = {
        .tv_sec = (int64_t)(timeout / NANOSECONDS_PER_SECOND),
        .tv_nsec = (long long)(timeout % NANOSECONDS_PER_SECOND),
    };
    error = io_uring_submit_and_wait_timeout(&ring->ring, &cqe, wanted, &duration, NULL);
  }
  int count = 0;
  unsigned head;
  io_uring_for_each_cqe(&ring->ring, head, cqe) {
    if (count == capacity) {
      break;
    }
    completions[count] = (outboard_uring_completion){.token = cqe->user_data, .result = cqe->res, .flags = cqe->flags};
    count += 1;
  }
  io_uring_cq_advance(&ring->ring, (unsigned)count);
  if (count > 0 || error >= 0) {
    return count;
  }
  switch (error) {
    case -ETIME:   // not in time
    case -EINTR:   // a signal
    case -EAGAIN:  // no memory for a request: it stays queued
    case -EBUSY:   // completions wait in the kernel: what was taken above has made room (before Linux 5.19)
      return 0;
    default:
      return error;
  }
}

uint32_t outboard_uring_room(const outboard_uring *ring) { return *ring->ring.cq.kring_entries; }

int outboard_uring_overflows(const outboard_uring *ring) { return io_uring_cq_has_overflow(&ring->ring); }

uint32_t outboard_uring_lost(const outboard_uring *ring) {
  return __atomic_load_n(ring->ring.cq.koverflow, __ATOMIC_RELAXED);
}
