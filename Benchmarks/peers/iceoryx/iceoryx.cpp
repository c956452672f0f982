// Echo over iceoryx's requests and responses: shared memory that a daemon, RouDi, manages.

#include <atomic>
#include <csignal>
#include <cstring>

#include "iceoryx_hoofs/log/logmanager.hpp"
#include "iceoryx_posh/popo/untyped_client.hpp"
#include "iceoryx_posh/popo/untyped_server.hpp"
#include "iceoryx_posh/popo/wait_set.hpp"
#include "iceoryx_posh/runtime/posh_runtime.hpp"
#include "peer.h"

namespace {

using iox::mepoo::ChunkHeader;
using iox::popo::RequestHeader;

bool isFastest(const char *mode) { return strcmp(mode, "fastest") == 0; }

const iox::capro::ServiceDescription service{"Outboard", "Peers", "Echo"};
constexpr uint32_t alignment = 64;

// Joins RouDi.
void join(const char *name) {
  iox::log::LogManager::GetLogManager().SetDefaultLogLevel(iox::log::LogLevel::kError,
                                                              iox::log::LogLevelOutput::kHideLogLevel);
  iox::runtime::PoshRuntime::initRuntime(iox::RuntimeName_t(iox::cxx::TruncateToCapacity, name));
}

// RouDi ends itself when a process that it knows goes without a word: the peer leaves its loop when the host ends it.
std::atomic<bool> mayGoOn{true};
iox::popo::WaitSet<> *sleeper = nullptr;

void leave(int) {
  mayGoOn = false;
  if (sleeper != nullptr) sleeper->markForDestruction();
}

void answer(iox::popo::UntypedServer &server, const void *question) {
  uint32_t bytes = ChunkHeader::fromUserPayload(question)->userPayloadSize();
  auto loan = server.loan(RequestHeader::fromPayload(question), bytes, alignment);
  if (loan.has_error()) peer_fail("no memory for a response");
  memcpy(loan.value(), question, bytes);
  server.releaseRequest(question);
  server.send(loan.value()).or_else([](auto &) { peer_fail("a response cannot be sent"); });
}

void serve(const char *mode) {
  join("outboard-peer");
  iox::popo::UntypedServer server(service);
  signal(SIGTERM, leave);
  if (isFastest(mode)) {
    while (mayGoOn) {
      auto question = server.take();
      if (question.has_error()) {
        peer_follow_now();
      } else {
        answer(server, question.value());
      }
    }
    return;
  }
  peer_follow();
  iox::popo::WaitSet<> waiter;
  sleeper = &waiter;
  waiter.attachState(server, iox::popo::ServerState::HAS_REQUEST).or_else([](auto &) { peer_fail("attachState"); });
  while (mayGoOn) {
    waiter.wait();
    for (;;) {
      auto question = server.take();
      if (question.has_error()) break;
      answer(server, question.value());
    }
  }
}

struct Caller {
  iox::popo::UntypedClient client{service};
  iox::popo::WaitSet<> waiter;
  bool polls;
  int64_t number = 0;
  const void *response = nullptr;
};

bool exchange(void *context, const uint8_t *sent, size_t bytes, const uint8_t **got, size_t *gotBytes) {
  auto &caller = *static_cast<Caller *>(context);
  if (caller.response != nullptr) caller.client.releaseResponse(caller.response);
  caller.response = nullptr;
  auto loan = caller.client.loan(static_cast<uint32_t>(bytes), alignment);
  if (loan.has_error()) return false;
  memcpy(loan.value(), sent, bytes);
  RequestHeader::fromPayload(loan.value())->setSequenceId(++caller.number);
  if (caller.client.send(loan.value()).has_error()) return false;
  for (;;) {
    auto response = caller.client.take();
    if (!response.has_error()) {
      caller.response = response.value();
      break;
    }
    if (!caller.polls) caller.waiter.wait();
  }
  // The answer is read where the peer has written it.
  *got = static_cast<const uint8_t *>(caller.response);
  *gotBytes = ChunkHeader::fromUserPayload(caller.response)->userPayloadSize();
  return iox::popo::ResponseHeader::fromPayload(caller.response)->getSequenceId() == caller.number;
}

}  // namespace

int main(int argc, char **argv) {
  if (peer_is_server(argc, argv)) {
    serve(argv[2]);
    return 0;
  }
  peer_session *session = peer_begin(argc, argv);
  bool polls = isFastest(peer_session_options(session)->mode);
  peer_set_name(session, "iceoryx", polls ? "spin" : "blocking");
  peer_start(session, nullptr);
  join("outboard-peer-host");
  Caller caller;
  caller.polls = polls;
  while (caller.client.getConnectionState() != iox::ConnectionState::CONNECTED) {
  }
  if (!polls) {
    caller.waiter.attachState(caller.client, iox::popo::ClientState::HAS_RESPONSE).or_else([](auto &) {
      peer_fail("attachState");
    });
  }
  peer_measure_echo(session, PEER_MOST_BYTES, exchange, &caller);
  peer_end(session);
}
