#ifndef OUTBOARD_LINUX_HIDE_H
#define OUTBOARD_LINUX_HIDE_H

/// Closes this process to others of its user: memory, descriptors, environment, core dumps; see PR_SET_DUMPABLE in
/// prctl(2). Returns 0 or -errno.
int outboard_hide_process(void);

#endif
