// The floor, measured like a case: what the other peers' ratios can be trusted to.

#include "area.h"
#include "peer.h"
#include "session.h"

static bool run(void *context, size_t calls) {
  struct peer_session *session = context;
  peer_order(session->area, PEER_ORDER_FLOOR, (uint32_t)calls);
  return peer_lead(&session->floor, (uint32_t)calls);
}

int main(int argc, char **argv) {
  if (peer_is_server(argc, argv))
    for (;;) peer_follow_now();
  struct peer_session *session = peer_begin(argc, argv);
  peer_set_name(session, "floor", "spin");
  peer_start(session, NULL);
  peer_measure(session, &(struct peer_case){.suite = "echo", .name = "floor", .payload_bytes = 64, .run = run,
                                            .context = session});
  peer_end(session);
}
