#ifndef OUTBOARD_LINUX_STDIO_H
#define OUTBOARD_LINUX_STDIO_H

/// Makes stdout hand on each line as it is complete, although it is no terminal: what a plugin prints reaches its host
/// at once, and not only when a buffer is full or the process ends.
void outboard_line_buffer_stdout(void);

#endif
