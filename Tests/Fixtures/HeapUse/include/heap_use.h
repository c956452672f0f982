#pragma once

#include <stddef.h>

// Bytes of the heap that are in use.
size_t heap_bytes_in_use(void);

// Gives back to the kernel what is free.
void heap_trim(void);
