// Calls into WebAssembly that wasmtime runs in the host's own process.

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "peer.h"
#include "wasmtime.h"

// The guest: a function that does nothing, and one that copies its argument from one place of its memory to another.
static const char text[] =
    "(module"
    "  (memory (export \"memory\") 513)"
    "  (func (export \"null\"))"
    "  (func (export \"echo\") (param $count i32) (result i32)"
    "    (memory.copy (i32.const 16777216) (i32.const 0) (local.get $count))"
    "    (i32.const 16777216)))";

struct guest {
  struct wasmtime library;
  void *context;
  struct function null, echo;
  struct memory memory;
  bool is_checked;
};

static void check(const struct wasmtime *library, void *error) {
  if (error == NULL) return;
  struct bytes message;
  library->wasmtime_error_message(error, &message);
  message.data[message.count - 1] = 0;
  errno = 0;
  peer_fail((const char *)message.data);
}

static struct external exported(struct guest *guest, const struct instance *instance, const char *name, uint8_t kind) {
  struct external found;
  errno = 0;
  if (!guest->library.wasmtime_instance_export_get(guest->context, instance, name, strlen(name), &found)) peer_fail(name);
  if (found.kind != kind) peer_fail(name);
  return found;
}

static struct guest start(const char *path) {
  struct guest guest = {.library = wasmtime_load(path)};
  const struct wasmtime *library = &guest.library;
  void *engine = library->wasm_engine_new(), *module = NULL, *trap = NULL;
  void *store = library->wasmtime_store_new(engine, NULL, NULL);
  guest.context = library->wasmtime_store_context(store);
  struct bytes binary;
  struct instance instance;
  check(library, library->wasmtime_wat2wasm(text, strlen(text), &binary));
  check(library, library->wasmtime_module_new(engine, binary.data, binary.count, &module));
  check(library, library->wasmtime_instance_new(guest.context, module, NULL, 0, &instance, &trap));
  guest.null = exported(&guest, &instance, "null", EXTERN_FUNCTION).of.function;
  guest.echo = exported(&guest, &instance, "echo", EXTERN_FUNCTION).of.function;
  guest.memory = exported(&guest, &instance, "memory", EXTERN_MEMORY).of.memory;
  return guest;
}

static bool call_null(void *context, size_t calls) {
  struct guest *guest = context;
  void *trap = NULL, *error = NULL;
  if (guest->is_checked) {
    for (size_t left = calls; left > 0 && trap == NULL && error == NULL; left--)
      error = guest->library.wasmtime_func_call(guest->context, &guest->null, NULL, 0, NULL, 0, &trap);
  } else {
    union raw value;
    for (size_t left = calls; left > 0 && trap == NULL && error == NULL; left--)
      error = guest->library.wasmtime_func_call_unchecked(guest->context, &guest->null, &value, 0, &trap);
  }
  return trap == NULL && error == NULL;
}

static bool exchange(void *context, const uint8_t *sent, size_t bytes, const uint8_t **got, size_t *got_bytes) {
  struct guest *guest = context;
  void *trap = NULL, *error;
  // The memory may lie elsewhere after each call.
  memcpy(guest->library.wasmtime_memory_data(guest->context, &guest->memory), sent, bytes);
  uint32_t place;
  if (guest->is_checked) {
    struct value argument = {.kind = KIND_I32, .of.i32 = (int32_t)bytes}, result;
    error = guest->library.wasmtime_func_call(guest->context, &guest->echo, &argument, 1, &result, 1, &trap);
    place = (uint32_t)result.of.i32;
  } else {
    union raw value = {.i32 = (int32_t)bytes};
    error = guest->library.wasmtime_func_call_unchecked(guest->context, &guest->echo, &value, 1, &trap);
    place = (uint32_t)value.i32;
  }
  if (trap != NULL || error != NULL || place != PEER_MOST_BYTES) return false;
  *got = guest->library.wasmtime_memory_data(guest->context, &guest->memory) + place;
  *got_bytes = bytes;
  return true;
}

int main(int argc, char **argv) {
  if (peer_is_server(argc, argv)) {
    // Here only for the floor.
    peer_follow();
    for (;;) pause();
  }
  struct peer_session *session = peer_begin(argc, argv);
  const struct peer_options *options = peer_session_options(session);
  peer_set_name(session, "wasmtime", "spin");
  peer_start(session, NULL);
  struct guest guest = start(options->extra);
  guest.is_checked = strcmp(options->mode, "default") == 0;
  peer_measure(session, &(struct peer_case){.suite = "echo", .name = "null", .run = call_null, .context = &guest});
  peer_measure_echo(session, PEER_MOST_BYTES, exchange, &guest);
  peer_end(session);
}
