// Echo over gRPC in C++.

#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <memory>
#include <string>

#include "echo.grpc.pb.h"
#include "peer.h"
#include "serve.h"

using outboard::peers::Bytes;
using outboard::peers::Echo;

namespace {

bool isFastest(const char *mode) { return strcmp(mode, "fastest") == 0; }

// What the host calls with; the answer stays until the next call.
struct Caller {
  std::unique_ptr<Echo::Stub> stub;
  grpc::ClientContext *context;
  std::unique_ptr<grpc::ClientReaderWriter<Bytes, Bytes>> stream;
  Bytes question, answer;

  void give(const uint8_t **got, size_t *gotBytes) const {
    *got = reinterpret_cast<const uint8_t *>(answer.bytes().data());
    *gotBytes = answer.bytes().size();
  }
};

bool call(void *context, const uint8_t *sent, size_t bytes, const uint8_t **got, size_t *gotBytes) {
  auto &caller = *static_cast<Caller *>(context);
  grpc::ClientContext call;
  caller.question.set_bytes(sent, bytes);
  auto status = caller.stub->Call(&call, caller.question, &caller.answer);
  caller.give(got, gotBytes);
  return status.ok();
}

bool exchange(void *context, const uint8_t *sent, size_t bytes, const uint8_t **got, size_t *gotBytes) {
  auto &caller = *static_cast<Caller *>(context);
  caller.question.set_bytes(sent, bytes);
  bool isFine = caller.stream->Write(caller.question) && caller.stream->Read(&caller.answer);
  caller.give(got, gotBytes);
  return isFine;
}

}  // namespace

int main(int argc, char **argv) {
  if (peer_is_server(argc, argv)) {
    if (isFastest(argv[2])) {
      serveStream(argv[3]);
    } else {
      serveSync(argv[3]);
    }
  }
  peer_session *session = peer_begin(argc, argv);
  bool streams = isFastest(peer_session_options(session)->mode);
  peer_set_name(session, "grpc-cpp", "epoll");
  std::string address = "unix-abstract:outboard-peer-" + std::to_string(getpid());
  peer_start(session, address.c_str(), nullptr);

  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  auto channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10)))
    peer_fail("no connection to the peer");
  grpc::ClientContext context;
  Caller caller{Echo::NewStub(channel), &context, nullptr, {}, {}};
  if (streams) caller.stream = caller.stub->Stream(&context);
  peer_measure_echo(session, PEER_MOST_BYTES, streams ? exchange : call, &caller);
  if (streams) {
    caller.stream->WritesDone();
    caller.stream->Finish();
  }
  peer_end(session);
}
