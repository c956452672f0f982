#ifndef WASMTIME_H
#define WASMTIME_H

// As much of wasmtime's C interface as is needed here: the wheel brings the library without its headers.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
  size_t count;
  uint8_t *data;
};

struct function {
  uint64_t store;
  void *unnamed;
};

struct memory {
  uint64_t store;
  uint32_t unnamed[4];
};

enum { EXTERN_FUNCTION = 0, EXTERN_MEMORY = 3 };

struct external {
  uint8_t kind;
  union {
    struct function function;
    struct memory memory;
  } of;
};

enum { KIND_I32 = 0 };

// A value whose type is checked at the call; as large as a reference to an object.
struct value {
  uint8_t kind;
  union {
    int32_t i32;
    uint64_t room[3];
  } of;
};

// A value whose type is not checked.
union raw {
  int32_t i32;
  uint64_t room[2];
};

struct instance {
  uint64_t store;
  size_t unnamed;
};

// The functions of the library, each found by its name.
struct wasmtime {
  void *(*wasm_engine_new)(void);
  void *(*wasmtime_store_new)(void *engine, void *data, void (*finalizer)(void *));
  void *(*wasmtime_store_context)(void *store);
  void *(*wasmtime_wat2wasm)(const char *text, size_t count, struct bytes *module);
  void *(*wasmtime_module_new)(void *engine, const uint8_t *bytes, size_t count, void **module);
  void *(*wasmtime_instance_new)(void *context, void *module, const struct external *imports, size_t count,
                                 struct instance *instance, void **trap);
  bool (*wasmtime_instance_export_get)(void *context, const struct instance *instance, const char *name, size_t count,
                                       struct external *found);
  void *(*wasmtime_func_call)(void *context, const struct function *function, const struct value *arguments,
                              size_t argument_count, struct value *results, size_t result_count, void **trap);
  void *(*wasmtime_func_call_unchecked)(void *context, const struct function *function, union raw *values, size_t count,
                                        void **trap);
  uint8_t *(*wasmtime_memory_data)(void *context, const struct memory *memory);
  void (*wasmtime_error_message)(void *error, struct bytes *message);
};

// Loads the library; ends the program when that fails.
struct wasmtime wasmtime_load(const char *path);

#endif
