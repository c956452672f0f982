// Echo over Cap'n Proto's RPC.

#include <capnp/ez-rpc.h>
#include <capnp/rpc-twoparty.h>
#include <kj/async-io.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "echo.capnp.h"
#include "peer.h"

namespace {

bool isFastest(const char *mode) { return strcmp(mode, "fastest") == 0; }

class EchoServer final : public Echo::Server {
  kj::Promise<void> echo(EchoContext context) override {
    auto bytes = context.getParams().getBytes();
    // The size of the answer is known: one allocation instead of several.
    capnp::MessageSize size{bytes.size() / sizeof(capnp::word) + 16, 0};
    context.getResults(size).setBytes(bytes);
    return kj::READY_NOW;
  }
};

// The arguments are serve, the mode, and an address or a descriptor.
void serve(char **argv) {
  peer_follow();
  if (!isFastest(argv[2])) {
    capnp::EzRpcServer server(kj::heap<EchoServer>(), argv[3]);
    kj::NEVER_DONE.wait(server.getWaitScope());
  }
  auto io = kj::setupAsyncIo();
  auto stream = io.lowLevelProvider->wrapSocketFd(atoi(argv[3]));
  capnp::TwoPartyVatNetwork network(*stream, capnp::rpc::twoparty::Side::SERVER);
  auto system = capnp::makeRpcServer(network, kj::heap<EchoServer>());
  network.onDisconnect().wait(io.waitScope);
}

// A connection of which only the calls are measured.
struct Caller {
  Echo::Client client;
  kj::WaitScope &scope;
  kj::Maybe<capnp::Response<Echo::EchoResults>> answer;
};

bool exchange(void *context, const uint8_t *sent, size_t bytes, const uint8_t **got, size_t *gotBytes) {
  auto &caller = *static_cast<Caller *>(context);
  auto request = caller.client.echoRequest(capnp::MessageSize{bytes / sizeof(capnp::word) + 16, 0});
  request.setBytes(kj::arrayPtr(sent, bytes));
  auto &answer = caller.answer.emplace(request.send().wait(caller.scope));
  *got = answer.getBytes().begin();
  *gotBytes = answer.getBytes().size();
  return true;
}

// Calls of EzRpc, over a socket with a name in the abstract namespace.
void measureDefault(peer_session *session) {
  std::string address = "unix-abstract:outboard-peer-" + std::to_string(getpid());
  peer_start(session, address.c_str(), nullptr);
  // The client gives up when nobody listens yet.
  usleep(300000);
  capnp::EzRpcClient client(address.c_str());
  Caller caller{client.getMain<Echo>(), client.getWaitScope(), nullptr};
  peer_measure_echo(session, PEER_MOST_BYTES, exchange, &caller);
}

// Calls of the two-party network, over a socket pair.
void measureFastest(peer_session *session) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) peer_fail("socketpair");
  peer_start(session, std::to_string(pair[1]).c_str(), nullptr);
  close(pair[1]);
  auto io = kj::setupAsyncIo();
  auto stream = io.lowLevelProvider->wrapSocketFd(pair[0]);
  capnp::TwoPartyVatNetwork network(*stream, capnp::rpc::twoparty::Side::CLIENT);
  auto system = capnp::makeRpcClient(network);
  capnp::MallocMessageBuilder message;
  auto peer = message.initRoot<capnp::rpc::twoparty::VatId>();
  peer.setSide(capnp::rpc::twoparty::Side::SERVER);
  Caller caller{system.bootstrap(peer).castAs<Echo>(), io.waitScope, nullptr};
  peer_measure_echo(session, PEER_MOST_BYTES, exchange, &caller);
  caller.answer = nullptr;
}

}  // namespace

int main(int argc, char **argv) {
  if (peer_is_server(argc, argv)) {
    serve(argv);
    return 0;
  }
  peer_session *session = peer_begin(argc, argv);
  peer_set_name(session, "capnp", "blocking");
  if (isFastest(peer_session_options(session)->mode)) {
    measureFastest(session);
  } else {
    measureDefault(session);
  }
  peer_end(session);
}
