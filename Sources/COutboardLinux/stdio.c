#include "outboard_linux/stdio.h"

#include <stdio.h>

void outboard_line_buffer_stdout(void) { setvbuf(stdout, NULL, _IOLBF, 0); }
