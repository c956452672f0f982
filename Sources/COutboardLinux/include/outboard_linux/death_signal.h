#ifndef OUTBOARD_LINUX_DEATH_SIGNAL_H
#define OUTBOARD_LINUX_DEATH_SIGNAL_H

/// Gives up the signal by which the calling thread's process ends with its parent: PR_SET_PDEATHSIG in prctl(2). Returns 0
/// or -errno.
///
/// The kernel keeps it for each thread: call this on the first one, which has it from the launch.
int outboard_give_up_death_signal(void);

#endif
