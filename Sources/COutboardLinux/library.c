#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include "outboard_linux/library.h"

#include <dlfcn.h>
#include <stddef.h>

const char *outboard_library_of(const char *symbol) {
  Dl_info information;
  void *address = dlsym(RTLD_DEFAULT, symbol);
  return address && dladdr(address, &information) != 0 ? information.dli_fname : NULL;
}
