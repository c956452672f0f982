// Calls into a shared library that is loaded with dlopen: no process boundary, and so the baseline of all others.

#include <dlfcn.h>
#include <errno.h>
#include <unistd.h>

#include "peer.h"
#include "plugin.h"

static bool call_null(void *context, size_t calls) {
  const struct plugin *plugin = context;
  for (size_t left = calls; left > 0; left--) plugin->null();
  return true;
}

static bool exchange(void *context, const uint8_t *sent, size_t bytes, const uint8_t **got, size_t *got_bytes) {
  const struct plugin *plugin = context;
  *got = plugin->echo(sent, bytes);
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
  peer_set_name(session, "dlopen", "spin");
  peer_start(session, NULL);
  errno = 0;
  void *library = dlopen(peer_session_options(session)->extra, RTLD_NOW | RTLD_LOCAL);
  void *plugin = library == NULL ? NULL : dlsym(library, "plugin");
  if (plugin == NULL) peer_fail(dlerror());
  peer_measure(session, &(struct peer_case){.suite = "echo", .name = "null", .run = call_null, .context = plugin});
  peer_measure_echo(session, PEER_MOST_BYTES, exchange, plugin);
  peer_end(session);
}
