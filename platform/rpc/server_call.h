#pragma once

// A call of the server, from its head until it is answered. Inside platform/rpc only.

#include <cstdint>
#include <memory>
#include <string>

#include "absl/types/optional.h"
#include "platform/fiber/event.h"
#include "platform/http2/connection.h"
#include "platform/rpc/message_source.h"
#include "platform/rpc/methods.h"
#include "platform/rpc/request_head.h"
#include "platform/rpc/wire.h"

namespace steward::rpc {

class Lane;

// A connection whose streams are calls of `methods`. All of it outlives the connection.
std::shared_ptr<http2::Connection> NewServerConnection(Lane& lane, const Methods& methods,
                                                       std::shared_ptr<http2::Socket> socket);

// Everything happens on the thread of its lane; its connection and its fiber hold it.
class ServerCall final : public http2::Stream,
                         public std::enable_shared_from_this<ServerCall>,
                         private MessageSource,
                         private MessageSink {
 public:
  ServerCall(Lane& lane, const Methods& methods, std::shared_ptr<http2::Connection> connection,
             int32_t id);

  void OnField(absl::string_view name, absl::string_view value) override;
  void OnFieldsEnd() override;
  void OnData(absl::string_view bytes) override;
  void OnEnd() override;
  void OnClosed(uint32_t error) override;

 private:
  absl::StatusOr<absl::optional<absl::string_view>> Next(absl::Time deadline) override;
  absl::StatusOr<absl::optional<absl::string_view>> Wait(absl::Time deadline);
  void Send(absl::string_view message) override;
  bool Await(fiber::Event& event) override;

  // What is wrong with the head; sets method_ or watch_.
  absl::Status JudgeHead();
  // Whether its caller streams messages.
  bool is_upload() const { return method_ != nullptr && method_->serve_stream; }
  void Serve();
  void Answer(const Outcome& outcome);
  // Instead of what a handler would say.
  void Refuse(const absl::Status& status);
  void Wake();

  Lane& lane_;
  const Methods& methods_;
  const std::shared_ptr<http2::Connection> connection_;
  const int32_t id_;
  RequestHead head_;
  const RawMethod* method_ = nullptr;
  const Watch* watch_ = nullptr;
  MessageReader reader_;
  // Bytes of a stream that the caller was not told of that they were taken.
  size_t untaken_ = 0;
  bool has_head_ = false, has_ended_ = false, is_broken_ = false, is_answered_ = false;
  // An answer of several messages was begun.
  bool is_answering_ = false;
  // What the fiber waits for.
  absl::optional<fiber::Event> arrival_;
  fiber::Event* awaited_ = nullptr;
  // Of Next, once it was not a message.
  absl::optional<absl::Status> end_;
};

}  // namespace steward::rpc
