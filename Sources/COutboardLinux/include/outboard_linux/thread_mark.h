#ifndef OUTBOARD_LINUX_THREAD_MARK_H
#define OUTBOARD_LINUX_THREAD_MARK_H

// A pointer of each thread's own, for what a thread works on as long as it lives.

#pragma clang assume_nonnull begin

extern _Thread_local void *_Nullable outboard_own_thread_mark;

/// The calling thread's mark; NULL on threads that never set one.
static inline void *_Nullable outboard_thread_mark(void) {
  return outboard_own_thread_mark;
}

/// Sets the calling thread's mark.
static inline void outboard_set_thread_mark(void *_Nullable mark) {
  outboard_own_thread_mark = mark;
}

#pragma clang assume_nonnull end

#endif
