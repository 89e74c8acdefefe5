#pragma once

// One call to the gRPC port, on the loop that accepted it.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "gateway/entrance/door_metrics.h"
#include "gateway/grpc/server.h"
#include "gateway/transcode/read_mask.h"
#include "platform/http2/connection.h"
#include "platform/rpc/request_head.h"
#include "platform/rpc/wire.h"

namespace steward::gateway {

// What the calls of one loop share.
struct GrpcLane {
  const GrpcOptions& options;
  const GrpcContext& context;
  rpc::Loop& loop;
  GrpcGuest guest;
  DoorMetrics metrics;
  // What has no end of its own ends now.
  bool is_draining = false;
};

// A connection whose streams are calls. `lane` outlives it.
std::shared_ptr<http2::Connection> NewGrpcConnection(GrpcLane& lane,
                                                     std::shared_ptr<http2::Socket> socket);

class GrpcCall final : public http2::Stream, public std::enable_shared_from_this<GrpcCall> {
 public:
  GrpcCall(GrpcLane& lane, std::shared_ptr<http2::Connection> connection, int32_t id);

  void OnField(absl::string_view name, absl::string_view value) override;
  void OnFieldsEnd() override;
  void OnData(absl::string_view bytes) override;
  void OnEnd() override;
  void OnClosed(uint32_t error) override;

 private:
  friend class GrpcSink;
  // Nothing: the client has sent all it had.
  using OnMessage = void (GrpcCall::*)(absl::optional<absl::string_view> message);

  // Asks for the next message; `then` runs once, perhaps at once, unless the client goes first.
  void Read(OnMessage then);
  void Deliver();
  // Sends a message; `sent` runs when the next may be sent, unless the client goes first.
  void Write(absl::string_view message, std::function<void()> sent);
  void OnFlushed();
  // Adds a message to the answer.
  void Put(absl::string_view message);
  // Gives up a client that sends no message, with DEADLINE_EXCEEDED, or takes nothing, without.
  void HavePatience();
  void GoOn();
  // Nobody waits for the service any more.
  void Withdraw();

  void Accept();
  void OnReflection(absl::optional<absl::string_view> message);
  void OnHealth(absl::optional<absl::string_view> message);
  void WatchHealth();
  void Knock();
  void OnEntry(Entry entry);
  absl::Status FindMethod(Entry entry);
  void OnRequest(absl::optional<absl::string_view> message);
  absl::Status Dispatch(absl::string_view request);
  // Until when the method has to answer.
  absl::Time Deadline() const;
  rpc::Outgoing MakeOutgoing(bool repeatable);
  void Forward(absl::string_view request);
  absl::Status StartUpload();
  void OnPart(absl::optional<absl::string_view> message);
  void AnswerLocally(const LocalMethod& method, absl::string_view request);
  void OnReply(rpc::Reply& reply);
  absl::Status StartStream(absl::string_view request);
  void Finish(const absl::Status& status);
  // The head, unless it was sent.
  void BeginAnswer();
  void EndAnswer(const rpc::Metadata& trailer);
  void Refuse(const google::rpc::Status& error);
  // Counts the call, and ends its span, once.
  void Count(absl::StatusCode code, absl::string_view reason = "");
  void RecordSpan(absl::StatusCode code, absl::string_view reason) const;
  // `reason` and `error` are for the log; empty for a success.
  void Record(absl::StatusCode code, absl::string_view reason = "", absl::string_view error = "");
  const std::string& path() const { return request_.path(); }
  // All values of that name, in their order, between commas.
  std::string AllMetadata(absl::string_view name) const;

  GrpcLane& lane_;
  const std::shared_ptr<http2::Connection> connection_;
  const int32_t id_;
  // What the client sent.
  rpc::RequestHead request_;
  bool has_request_head_ = false, has_ended_ = false, is_gone_ = false;
  rpc::MessageReader messages_;
  OnMessage reading_ = nullptr;
  // Bytes that the client was not told of that they were taken.
  size_t untaken_ = 0;
  // What the answer has besides its messages.
  rpc::Metadata head_, trailer_;
  bool has_begun_ = false, is_finished_ = false, is_counted_ = false;
  std::function<void()> sent_;
  // While the client lets the call wait.
  std::shared_ptr<rpc::Timer> patience_;

  const Method* method_ = nullptr;
  Sender sender_;
  // What of the answer is sent.
  ShownFields shown_;
  // Held until the call is answered.
  std::unique_ptr<InFlight::Call> call_;
  Holds::Hold hold_;
  std::shared_ptr<rpc::PendingCall> pending_;
  // The same, of a call whose requests are a stream.
  std::shared_ptr<rpc::Upload> upload_;
  std::weak_ptr<gateway::Stream> local_stream_;
  // Whether the service is known whose health is asked for; what was told of it last.
  bool is_health_known_ = true;
  int health_sent_ = 0;
};

}  // namespace steward::gateway
