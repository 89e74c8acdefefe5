#include "platform/rpc/raw_service.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/support/async_unary_call.h>

#include "absl/strings/str_cat.h"
#include "platform/rpc/lane.h"

namespace steward::rpc {
namespace {

// Calls of a method that a lane may accept at once, before it asks for the next.
constexpr int kAwaited = 32;

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
    const grpc::Status status = service_->methods_[index_](context_, request_, &response);
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

void RawService::Add(const std::string& method, Serve serve) {
  paths_.push_back(std::make_unique<const std::string>(absl::StrCat("/", method)));
  methods_.push_back(std::move(serve));
  AddMethod(new grpc::internal::RpcServiceMethod(paths_.back()->c_str(),
                                                 grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
  MarkMethodRaw(static_cast<int>(methods_.size()) - 1);
}

void RawService::Accept(Lane* lane) {
  for (size_t index = 0; index < methods_.size(); ++index)
    for (int i = 0; i < kAwaited; ++i) new Accepted(this, index, lane);
}

}  // namespace steward::rpc
