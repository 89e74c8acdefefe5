#include "gateway/proxy/upload_call.h"

#include <utility>

#include "gateway/proxy/client_call.h"

namespace steward::gateway {

UploadCall::UploadCall(Loop& loop, std::shared_ptr<grpc::GenericStub> stub, Outgoing outgoing,
                       std::function<void(Reply&)> done)
    : loop_(loop), stub_(std::move(stub)), outgoing_(std::move(outgoing)), done_(std::move(done)) {}

void UploadCall::Start() {
  Prepare(outgoing_, &context_);
  stream_ = stub_->PrepareCall(&context_, outgoing_.path, loop_.queue());
  stream_->StartCall(Then(&writing_, &UploadCall::OnStarted));
}

// Who waits is held by what it waits with: nobody will come to let go of either.
void UploadCall::Forget() {
  done_ = nullptr;
  sent_ = nullptr;
}

void UploadCall::OnStarted(bool ok) {
  if (loop_.is_shut_down()) return Forget();
  started_ = true;
  if (!ok) return OnResponse(false);
  // Whenever the service answers, or fails, the call ends, even while messages are being sent.
  stream_->Read(&response_, Then(&reading_, &UploadCall::OnResponse));
  if (sent_ != nullptr)
    Write();
  else if (ending_)
    End();
}

void UploadCall::Send(grpc::ByteBuffer message, std::function<void()> sent) {
  message_.Swap(&message);
  sent_ = std::move(sent);
  if (started_) Write();
}

void UploadCall::Write() {
  if (loop_.is_shut_down() || done_ == nullptr) return;
  stream_->Write(message_, Then(&writing_, &UploadCall::OnWritten));
}

void UploadCall::OnWritten(bool ok) {
  message_.Clear();
  const auto sent = std::exchange(sent_, nullptr);
  if (!ok) return;
  if (sent != nullptr) sent();
}

void UploadCall::End() {
  ending_ = true;
  if (!started_ || sent_ != nullptr || loop_.is_shut_down() || done_ == nullptr) return;
  stream_->WritesDone(Then(&writing_, &UploadCall::OnHalfClosed));
}

void UploadCall::Cancel() {
  cancelled_ = true;
  sent_ = nullptr;
  context_.TryCancel();
}

void UploadCall::OnResponse(bool) {
  if (loop_.is_shut_down()) return Forget();
  stream_->Finish(&status_, Then(&finishing_, &UploadCall::OnFinished));
}

void UploadCall::OnFinished(bool) {
  sent_ = nullptr;
  Reply reply;
  Take(StatusOf(std::move(status_), response_, cancelled_), &response_, context_, &reply);
  const auto done = std::exchange(done_, nullptr);
  done(reply);
}

}  // namespace steward::gateway
