#pragma once

// A call whose requests are a stream that one response answers, on the loop of its caller.

#include <functional>
#include <memory>
#include <optional>

#include <grpcpp/generic/generic_stub.h>

#include "gateway/proxy/caller.h"

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
  // A tag: calls `next` with whether the operation succeeded, and keeps the call alive till then.
  struct Step final : Completion {
    void Complete(bool ok) override;
    std::shared_ptr<UploadCall> self;
    void (UploadCall::*next)(bool ok) = nullptr;
  };

  void* Then(Step* step, void (UploadCall::*next)(bool ok));
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
  Step writing_, reading_, finishing_;
  grpc::ByteBuffer message_, response_;
  grpc::Status status_;
  // Runs when the message is sent.
  std::function<void()> sent_;
  bool started_ = false;
  bool ending_ = false;
  bool cancelled_ = false;
};

}  // namespace steward::gateway
