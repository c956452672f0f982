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

// All but the default poll. The argument of `in-place` and `lent` is made in the request; the response to `lent` has 8 bytes.
bool polls(const char *mode) { return strcmp(mode, "default") != 0; }
bool isInPlace(const char *mode) { return strcmp(mode, "in-place") == 0; }
bool isLent(const char *mode) { return strcmp(mode, "lent") == 0; }

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

// The sum of the first and of the last word.
uint64_t ends(const void *bytes, uint32_t count) {
  uint64_t first, last;
  memcpy(&first, bytes, sizeof first);
  memcpy(&last, static_cast<const uint8_t *>(bytes) + count - sizeof last, sizeof last);
  return first + last;
}

void answerLent(iox::popo::UntypedServer &server, const void *question) {
  uint64_t sum = ends(question, ChunkHeader::fromUserPayload(question)->userPayloadSize());
  auto loan = server.loan(RequestHeader::fromPayload(question), sizeof sum, alignment);
  if (loan.has_error()) peer_fail("no memory for a response");
  memcpy(loan.value(), &sum, sizeof sum);
  server.releaseRequest(question);
  server.send(loan.value()).or_else([](auto &) { peer_fail("a response cannot be sent"); });
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
  if (polls(mode)) {
    auto reply = isLent(mode) ? answerLent : answer;
    while (mayGoOn) {
      auto question = server.take();
      if (question.has_error()) {
        peer_follow_now();
      } else {
        reply(server, question.value());
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
  void *request = nullptr;
  const void *response = nullptr;
};

// Loans the next request, and lets go of the response before.
uint8_t *place(void *context, size_t bytes) {
  auto &caller = *static_cast<Caller *>(context);
  if (caller.response != nullptr) caller.client.releaseResponse(caller.response);
  caller.response = nullptr;
  auto loan = caller.client.loan(static_cast<uint32_t>(bytes), alignment);
  caller.request = loan.has_error() ? nullptr : loan.value();
  return static_cast<uint8_t *>(caller.request);
}

bool exchange(void *context, const uint8_t *sent, size_t bytes, const uint8_t **got, size_t *gotBytes) {
  auto &caller = *static_cast<Caller *>(context);
  if (sent != caller.request || sent == nullptr) {
    if (place(context, bytes) == nullptr) return false;
    memcpy(caller.request, sent, bytes);
  }
  void *request = caller.request;
  caller.request = nullptr;
  RequestHeader::fromPayload(request)->setSequenceId(++caller.number);
  if (caller.client.send(request).has_error()) return false;
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
  const char *mode = peer_session_options(session)->mode;
  peer_set_name(session, "iceoryx", polls(mode) ? "spin" : "blocking");
  peer_start(session, nullptr);
  join("outboard-peer-host");
  Caller caller;
  caller.polls = polls(mode);
  while (caller.client.getConnectionState() != iox::ConnectionState::CONNECTED) {
  }
  if (!caller.polls) {
    caller.waiter.attachState(caller.client, iox::popo::ClientState::HAS_RESPONSE).or_else([](auto &) {
      peer_fail("attachState");
    });
  }
  if (isLent(mode)) {
    peer_measure_lent(session, PEER_MOST_BYTES, place, exchange, &caller);
  } else if (isInPlace(mode)) {
    peer_measure_echo_in_place(session, PEER_MOST_BYTES, place, exchange, &caller);
  } else {
    peer_measure_echo(session, PEER_MOST_BYTES, exchange, &caller);
  }
  peer_end(session);
}
