#ifndef OUTBOARD_LINUX_EVENTFD_H
#define OUTBOARD_LINUX_EVENTFD_H

// Bells: eventfd(2).

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

/// Creates an eventfd: counter 0, non-blocking, close-on-exec. Returns the descriptor or -errno.
int outboard_eventfd_create(void);

/// Adds 1 to the counter of an eventfd. A full counter (EAGAIN) already is a ringing bell, so nothing is lost then.
void outboard_eventfd_ring(int descriptor);

#endif
