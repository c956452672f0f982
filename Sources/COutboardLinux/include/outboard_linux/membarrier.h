#ifndef OUTBOARD_LINUX_MEMBARRIER_H
#define OUTBOARD_LINUX_MEMBARRIER_H

/// Registers this process for expedited barriers. Returns 0, or -errno where the kernel or a sandbox forbids them.
int outboard_membarrier_register(void);

/// Makes every thread of this process execute a full memory barrier before it returns. Returns 0 or -errno.
int outboard_membarrier(void);

#endif
