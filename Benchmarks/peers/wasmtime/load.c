#include <dlfcn.h>
#include <errno.h>

#include "peer.h"
#include "wasmtime.h"

static void *find(void *library, const char *name) {
  void *found = dlsym(library, name);
  errno = 0;
  if (found == NULL) peer_fail(dlerror());
  return found;
}

struct wasmtime wasmtime_load(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  errno = 0;
  if (library == NULL) peer_fail(dlerror());
  struct wasmtime loaded;
#define FIND(name) *(void **)&loaded.name = find(library, #name)
  FIND(wasm_engine_new);
  FIND(wasmtime_store_new);
  FIND(wasmtime_store_context);
  FIND(wasmtime_wat2wasm);
  FIND(wasmtime_module_new);
  FIND(wasmtime_instance_new);
  FIND(wasmtime_instance_export_get);
  FIND(wasmtime_func_call);
  FIND(wasmtime_func_call_unchecked);
  FIND(wasmtime_memory_data);
  FIND(wasmtime_error_message);
#undef FIND
  return loaded;
}
