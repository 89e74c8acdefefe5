#pragma once

// A call whose caller streams messages, from before it arrives until it is answered. Inside
// platform/rpc only.

#include <grpcpp/server_context.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/byte_buffer.h>

#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "platform/fiber/event.h"
#include "platform/rpc/lane.h"
#include "platform/rpc/message_source.h"

namespace steward::rpc {

// Deletes itself. Everything happens on the thread of its lane.
class StreamedCall final : public Lane::Tag, private MessageSource {
 public:
  using Reader = grpc::ServerAsyncReader<grpc::ByteBuffer, grpc::ByteBuffer>;
  // Asks the server for the next call, which `tag` comes out of the queue for.
  using Request = std::function<void(grpc::ServerContext*, Reader*, grpc::ServerCompletionQueue*,
                                     Lane::Tag* tag)>;
  // Runs on a fiber.
  using Serve = std::function<grpc::Status(grpc::ServerContext&, MessageSource& messages,
                                           grpc::ByteBuffer* response)>;

  // What calls of one method have in common; outlives them.
  struct Method {
    Request request;
    Serve serve;
  };
  static void Await(const Method* method, Lane* lane) { new StreamedCall(method, lane); }

  // The call arrived, or its answer was sent.
  void Complete(bool ok) override;

 private:
  // An operation of the library that the fiber waits for. It may come out of the queue when nobody
  // waits any more.
  class Step : public Lane::Tag {
   public:
    explicit Step(StreamedCall* call) : call_(call) {}
    void Begin() {
      pending_ = true;
      happened_.emplace();
    }
    // False when the deadline passed first.
    bool Wait(absl::Time deadline) { return happened_->Wait(deadline); }
    bool pending() const { return pending_; }
    bool ok() const { return ok_; }
    void Complete(bool ok) override;

   private:
    StreamedCall* const call_;
    std::optional<fiber::Event> happened_;
    bool pending_ = false, ok_ = false;
  };

  StreamedCall(const Method* method, Lane* lane);
  absl::StatusOr<bool> Next(absl::Time deadline, grpc::ByteBuffer* message) override;
  absl::StatusOr<bool> Read(absl::Time deadline, grpc::ByteBuffer* message);
  void Answer();
  void DeleteWhenDone();

  const Method* const method_;
  Lane* const lane_;
  grpc::ServerContext context_;
  Reader reader_;
  grpc::ByteBuffer message_;
  Step read_{this}, head_{this};
  // Of the last Next, once it was not a message.
  absl::StatusOr<bool> end_ = true;
  bool has_arrived_ = false, is_answered_ = false;
};

}  // namespace steward::rpc
