#include "outboard_linux/memfd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

_Static_assert(F_SEAL_SEAL == OUTBOARD_SEAL_SEAL && F_SEAL_SHRINK == OUTBOARD_SEAL_SHRINK
                   && F_SEAL_GROW == OUTBOARD_SEAL_GROW && F_SEAL_WRITE == OUTBOARD_SEAL_WRITE
                   && F_SEAL_FUTURE_WRITE == OUTBOARD_SEAL_FUTURE_WRITE,
               "seals have the kernel's values");

int outboard_memfd_create(const char *name) {
  int descriptor = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
  if (descriptor < 0 && errno == EINVAL) {
    // A kernel before 6.3 does not know MFD_NOEXEC_SEAL.
    descriptor = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  }
  return descriptor < 0 ? -errno : descriptor;
}

int outboard_memfd_add_seals(int descriptor, int seals) {
  return fcntl(descriptor, F_ADD_SEALS, seals) < 0 ? -errno : 0;
}

int outboard_memfd_seals(int descriptor) {
  int seals = fcntl(descriptor, F_GET_SEALS);
  return seals < 0 ? -errno : seals;
}

int outboard_memfd_resize(int descriptor, int64_t byte_count) {
  int result;
  do {
    result = ftruncate(descriptor, byte_count);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : 0;
}

int64_t outboard_memfd_byte_count(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) < 0 ? -errno : status.st_size;
}

int outboard_memfd_allocate(int descriptor, int64_t offset, int64_t byte_count) {
  int result;
  do {
    result = fallocate(descriptor, 0, offset, byte_count);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : 0;
}

int outboard_populate(void *address, uint64_t byte_count, int writable) {
  int result;
  do {
    result = madvise(address, byte_count, writable ? MADV_POPULATE_WRITE : MADV_POPULATE_READ);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : 0;
}

int outboard_exclude_from_fork(void *address, uint64_t byte_count) {
  return madvise(address, byte_count, MADV_DONTFORK) < 0 ? -errno : 0;
}
