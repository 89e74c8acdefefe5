#pragma once

// One call to the gRPC port, on the loop that accepted it.

#include <memory>
#include <string>

#include <grpcpp/generic/async_generic_service.h>

#include "absl/time/time.h"
#include "gateway/grpc/server.h"
#include "gateway/proxy/step.h"

namespace steward::gateway {

// What the calls of one loop share.
struct GrpcLane {
  const GrpcOptions& options;
  const GrpcContext& context;
  grpc::AsyncGenericService& service;
  grpc::ServerCompletionQueue* queue;
  Loop& loop;
  GrpcGuest guest;
};

class GrpcCall final : public std::enable_shared_from_this<GrpcCall> {
 public:
  // Waits for a call; when one comes, another waits in its place.
  static void Accept(GrpcLane& lane);

  explicit GrpcCall(GrpcLane& lane);

 private:
  friend class GrpcSink;
  // The tag of an operation after which the call goes on with `next`.
  void* Then(Step<GrpcCall>::Next next) { return Then(&step_, next); }
  void* Then(Step<GrpcCall>* step, Step<GrpcCall>::Next next) {
    return step->Begin(lane_.loop, shared_from_this(), next);
  }
  void OnAccepted(bool ok);
  void OnDone(bool ok);
  void OnReflectionRead(bool ok);
  void OnReflectionWritten(bool ok);
  void OnHealthRead(bool ok);
  void OnHealthWritten(bool ok);
  void WatchHealth();
  void Knock();
  void OnEntry(Entry entry);
  absl::Status FindMethod(Entry entry);
  void OnRequest(bool ok);
  absl::Status Dispatch();
  Outgoing MakeOutgoing(bool repeatable);
  void Forward();
  absl::Status StartUpload();
  void ReadPart();
  void OnPart(bool ok);
  void OnEnded(bool ok);
  void AnswerLocally(const LocalMethod& method);
  void OnReply(Reply& reply);
  absl::Status StartStream();
  void OnStreamWritten(bool ok);
  void Finish(const absl::Status& status);
  void OnFinished(bool ok);
  // `reason` and `error` are for the log; empty for a success.
  void Record(absl::StatusCode code, absl::string_view reason = "", absl::string_view error = "");
  absl::string_view RequestBytes();
  absl::string_view Metadata(absl::string_view name) const;
  // All values of that name, in their order, between commas.
  std::string AllMetadata(absl::string_view name) const;
  absl::Time Deadline() const;

  GrpcLane& lane_;
  grpc::GenericServerContext context_;
  grpc::GenericServerAsyncReaderWriter stream_;
  // One operation follows the other, except for the ends of the call and of its client.
  Step<GrpcCall> step_;
  Step<GrpcCall> finish_;
  Step<GrpcCall> done_;
  grpc::ByteBuffer request_;
  grpc::Slice request_slice_;
  const Method* method_ = nullptr;
  Sender sender_;
  // Held until the call is answered.
  std::unique_ptr<InFlight::Call> call_;
  Holds::Hold hold_;
  absl::Time start_;
  std::shared_ptr<PendingCall> pending_;
  // The same, of a call whose requests are a stream.
  std::shared_ptr<Upload> upload_;
  std::weak_ptr<Stream> local_stream_;
  std::function<void()> written_;
  bool finishing_ = false;
  bool write_pending_ = false;
  absl::optional<absl::Status> finish_after_write_;
  int health_sent_ = 0;
};

}  // namespace steward::gateway
