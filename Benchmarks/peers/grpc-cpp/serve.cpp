#include "serve.h"

#include <grpcpp/grpcpp.h>

#include <memory>

#include "echo.grpc.pb.h"
#include "peer.h"

using outboard::peers::Bytes;
using outboard::peers::Echo;

namespace {

class SyncService final : public Echo::Service {
  grpc::Status Call(grpc::ServerContext *, const Bytes *question, Bytes *answer) override {
    answer->set_bytes(question->bytes());
    return grpc::Status::OK;
  }
};

std::unique_ptr<grpc::Server> start(grpc::ServerBuilder &builder, const char *address, grpc::Service *service) {
  builder.AddListeningPort(address, grpc::InsecureServerCredentials());
  // An echo of 16 MiB does not fit into the 4 MiB that a message may have by default.
  builder.SetMaxReceiveMessageSize(-1);
  builder.RegisterService(service);
  auto server = builder.BuildAndStart();
  if (server == nullptr) peer_fail("the server does not start");
  return server;
}

}  // namespace

void serveSync(const char *address) {
  peer_follow();
  SyncService service;
  grpc::ServerBuilder builder;
  auto server = start(builder, address, &service);
  server->Wait();
}

void serveStream(const char *address) {
  peer_follow();
  Echo::AsyncService service;
  grpc::ServerBuilder builder;
  auto queue = builder.AddCompletionQueue();
  auto server = start(builder, address, &service);
  // One stream at a time, and of that one operation at a time: this thread is the only one, and polls the sockets too.
  for (;;) {
    grpc::ServerContext context;
    grpc::ServerAsyncReaderWriter<Bytes, Bytes> stream(&context);
    void *tag;
    bool isFine = false;
    service.RequestStream(&context, &stream, queue.get(), queue.get(), nullptr);
    if (!queue->Next(&tag, &isFine) || !isFine) peer_fail("no stream");
    Bytes message;
    for (;;) {
      stream.Read(&message, nullptr);
      if (!queue->Next(&tag, &isFine) || !isFine) break;
      // What was read is written: a message that is not copied.
      stream.Write(message, nullptr);
      if (!queue->Next(&tag, &isFine) || !isFine) break;
    }
    stream.Finish(grpc::Status::OK, nullptr);
    queue->Next(&tag, &isFine);
  }
}
