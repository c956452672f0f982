#include "outboard_linux/thread_mark.h"

_Thread_local void *outboard_own_thread_mark = 0;
