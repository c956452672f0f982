#ifndef PEER_SYSTEM_CALLS_H
#define PEER_SYSTEM_CALLS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Names, in the environment, the number of the kernel's tracepoint raw_syscalls:sys_enter; unset where nobody may use it.
#define PEER_SYSTEM_CALLS_VARIABLE "OUTBOARD_PEER_SYSCALLS"

// Counts the system calls of all threads that two processes have now, until it is stopped. The kernel counts: nothing
// that is counted takes notice.
struct peer_system_calls {
  int counters[512];
  size_t count;
};

// Both processes may be the same; a process of 0 is none.
void peer_count_system_calls(struct peer_system_calls *counted, pid_t process, pid_t other);

// The system calls since then; negative where they cannot be counted.
int64_t peer_counted_system_calls(struct peer_system_calls *counted);

#endif
