#pragma once

// A call of a service, on the loop of its caller.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "platform/caller/caller.h"
#include "platform/http2/connection.h"
#include "platform/rpc/wire.h"

namespace steward::rpc {

class Caller::Call final : public Upload,
                           public http2::Stream,
                           public std::enable_shared_from_this<Call> {
 public:
  // `service` null: none answers it.
  Call(Caller& caller, Service* service, Outgoing outgoing, std::function<void(Reply&)> done,
       bool is_upload);

  // Sends it, or waits for a connection.
  void Attempt();
  // Without having been sent; `done` runs later.
  void FailLater(absl::StatusCode code, const char* message);
  void Finish(ReplyStatus status);
  absl::Time deadline() const { return outgoing_.deadline; }

  void Cancel() override;
  void Send(absl::string_view message, std::function<void()> sent) override;
  void End() override;

  void OnField(absl::string_view name, absl::string_view value) override;
  void OnFieldsEnd() override {}
  void OnData(absl::string_view bytes) override;
  void OnEnd() override {}
  void OnClosed(uint32_t error) override;

 private:
  void SendOn(std::shared_ptr<http2::Connection> connection);
  // What the stream ended with.
  ReplyStatus StatusOf(uint32_t error);
  bool MayRepeat(const ReplyStatus& status, uint32_t error) const;
  void Repeat();
  void OnFlushed();
  // Makes the call a span of its own, where spans are recorded.
  void BeginSpan();

  Caller& caller_;
  Service* const service_;
  Outgoing outgoing_;
  std::function<void(Reply&)> done_;
  const bool is_upload_;
  // Where the call is a span, which outgoing_ names then: above it, and since when.
  bool has_span_ = false;
  std::string span_parent_;
  absl::Time span_start_;
  std::shared_ptr<http2::Connection> connection_;
  int32_t id_ = -1;
  int attempt_ = 0;
  bool is_cancelled_ = false;
  // As the gRPC port would have it. A service cuts its pages before that.
  static constexpr size_t kResponseMax = 16 << 20;
  // Of this attempt.
  struct Received {
    Reply reply;
    int http_status = 0, grpc_status = -1;
    MessageReader messages{kResponseMax};
  } received_;
  // What an upload has said before it had a connection, and who waits for it to be sent.
  std::string unsent_;
  std::function<void()> sent_;
  bool is_ending_ = false;
};

}  // namespace steward::rpc
