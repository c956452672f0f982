#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "outboard_linux/image.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x0020
#endif
#define PIECE_BYTES (1 << 20)

/// Copies all there is, and no more than `limit` bytes. Returns 0 or -errno.
static int copy(int from, int to, int64_t limit) {
  int64_t total = 0;
  for (;;) {
    ssize_t count = sendfile(to, from, NULL, PIECE_BYTES);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return -errno;
    }
    if (count == 0) {
      return 0;
    }
    total += count;
    if (total > limit) {
      return -EFBIG;
    }
  }
}

static int create(const char *name) {
  int image = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
  if (image < 0 && errno == EINVAL) {
    // A kernel before 6.3 does not know MFD_EXEC.
    image = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  }
  return image < 0 ? -errno : image;
}

static int seal(int image) {
  const int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK;
  // F_SEAL_EXEC: Linux 6.3. Without it, the mode of a file that is open nowhere else is all there is to change.
  if (fcntl(image, F_ADD_SEALS, seals | F_SEAL_EXEC | F_SEAL_SEAL) == 0) {
    return 0;
  }
  return errno == EINVAL && fcntl(image, F_ADD_SEALS, seals | F_SEAL_SEAL) == 0 ? 0 : -errno;
}

int outboard_image_copy(const char *path, const char *name, int64_t limit) {
  // Not blocking: a FIFO in its place must not hold anybody up.
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (file < 0) {
    return -errno;
  }
  struct stat status;
  int result = fstat(file, &status) < 0 ? -errno : S_ISREG(status.st_mode) ? create(name) : -ENOEXEC;
  if (result >= 0) {
    int error = copy(file, result, limit);
    if (error == 0) {
      error = seal(result);
    }
    if (error < 0) {
      close(result);
      result = error;
    }
  }
  close(file);
  return result;
}

int outboard_image_of_bytes(const char *name, const void *bytes, uint64_t count) {
  int image = create(name);
  if (image < 0) {
    return image;
  }
  int error = write(image, bytes, count) == (ssize_t)count ? seal(image) : -EIO;
  if (error < 0) {
    close(image);
    return error;
  }
  return image;
}
