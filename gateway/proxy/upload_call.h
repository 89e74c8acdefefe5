#pragma once

// A call whose requests are a stream that one response answers, on the loop of its caller.

#include <functional>
#include <memory>
#include <optional>

#include <grpcpp/generic/generic_stub.h>

#include "gateway/proxy/caller.h"
#include "gateway/proxy/step.h"

namespace steward::gateway {

class UploadCall final : public Upload, public std::enable_shared_from_this<UploadCall> {
 public:
  UploadCall(Loop& loop, std::shared_ptr<grpc::GenericStub> stub, Outgoing outgoing,
             std::function<void(Reply&)> done);

  // Once, before anything else.
  void Start();
  void Send(grpc::ByteBuffer message, std::function<void()> sent) override;
  void End() override;
  void Cancel() override;

 private:
  // The tag of an operation after which the call goes on with `next`.
  void* Then(Step<UploadCall>* step, Step<UploadCall>::Next next) {
    return step->Begin(loop_, shared_from_this(), next);
  }
  void Write();
  void Forget();
  void OnStarted(bool ok);
  void OnWritten(bool ok);
  void OnHalfClosed(bool) {}
  void OnResponse(bool ok);
  void OnFinished(bool ok);

  Loop& loop_;
  const std::shared_ptr<grpc::GenericStub> stub_;
  const Outgoing outgoing_;
  std::function<void(Reply&)> done_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
  Step<UploadCall> writing_, reading_, finishing_;
  grpc::ByteBuffer message_, response_;
  grpc::Status status_;
  // Runs when the message is sent.
  std::function<void()> sent_;
  bool started_ = false;
  bool ending_ = false;
  bool cancelled_ = false;
};

}  // namespace steward::gateway
