#ifndef PLUGIN_H
#define PLUGIN_H

#include <stddef.h>
#include <stdint.h>

// What the shared library exports under the name "plugin".
struct plugin {
  void (*null)(void);
  // Copies the argument to memory of the plugin's own and returns that, which is valid until the next call.
  const uint8_t *(*echo)(const uint8_t *bytes, size_t count);
};

#endif
