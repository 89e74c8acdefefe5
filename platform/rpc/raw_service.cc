#include "platform/rpc/raw_service.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/support/async_unary_call.h>

#include "absl/strings/str_cat.h"
#include "platform/rpc/lane.h"

namespace steward::rpc {
namespace {

using grpc::internal::RpcMethod;

// Calls of a method that a lane may accept at once, before it asks for the next.
constexpr int kAwaited = 32, kStreamsAwaited = 4;

}  // namespace

// A call from before it arrives until it is answered; deletes itself.
class RawService::Accepted : public Lane::Tag {
 public:
  Accepted(RawService* service, size_t index, Lane* lane)
      : service_(service), index_(index), lane_(lane), writer_(&context_) {
    service->RequestAsyncUnary(static_cast<int>(index), &context_, &request_, &writer_,
                               lane->queue(), lane->queue(), this);
  }

  void Complete(bool ok) override {
    // It was answered, or the server was shut down.
    if (!ok || has_arrived_) return delete this;
    new Accepted(service_, index_, lane_);
    has_arrived_ = true;
    lane_->scheduler().Start([this] { Answer(); });
  }

 private:
  void Answer() {
    grpc::ByteBuffer response;
    const grpc::Status status = service_->methods_[index_].serve(context_, request_, &response);
    if (status.ok())
      writer_.Finish(response, status, this);
    else
      writer_.FinishWithError(status, this);
  }

  RawService* const service_;
  const size_t index_;
  Lane* const lane_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer_;
  bool has_arrived_ = false;
};

int RawService::AddPath(const std::string& method, RpcMethod::RpcType type) {
  paths_.push_back(std::make_unique<const std::string>(absl::StrCat("/", method)));
  AddMethod(new grpc::internal::RpcServiceMethod(paths_.back()->c_str(), type, nullptr));
  const int index = static_cast<int>(paths_.size()) - 1;
  MarkMethodRaw(index);
  return index;
}

void RawService::Add(const std::string& method, Serve serve) {
  AddPath(method, RpcMethod::NORMAL_RPC);
  methods_.push_back({std::move(serve), nullptr});
}

void RawService::AddStream(const std::string& method, StreamedCall::Serve serve) {
  const int index = AddPath(method, RpcMethod::CLIENT_STREAMING);
  auto stream = std::make_unique<StreamedCall::Method>();
  stream->serve = std::move(serve);
  stream->request = [this, index](grpc::ServerContext* context, StreamedCall::Reader* reader,
                                  grpc::ServerCompletionQueue* queue, Lane::Tag* tag) {
    RequestAsyncClientStreaming(index, context, reader, queue, queue, tag);
  };
  methods_.push_back({nullptr, std::move(stream)});
}

void RawService::Accept(Lane* lane) {
  for (size_t index = 0; index < methods_.size(); ++index) {
    const StreamedCall::Method* stream = methods_[index].stream.get();
    const int awaited = stream == nullptr ? kAwaited : kStreamsAwaited;
    for (int i = 0; i < awaited; ++i) {
      if (stream == nullptr)
        new Accepted(this, index, lane);
      else
        StreamedCall::Await(stream, lane);
    }
  }
}

}  // namespace steward::rpc
