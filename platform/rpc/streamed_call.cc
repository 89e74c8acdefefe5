#include "platform/rpc/streamed_call.h"

#include "platform/status/errors.h"

namespace steward::rpc {

StreamedCall::StreamedCall(const Method* method, Lane* lane)
    : method_(method), lane_(lane), reader_(&context_) {
  method_->request(&context_, &reader_, lane_->queue(), this);
}

void StreamedCall::Complete(bool ok) {
  if (has_arrived_) {
    is_answered_ = true;
    return DeleteWhenDone();
  }
  // The server was shut down.
  if (!ok) return delete this;
  Await(method_, lane_);
  has_arrived_ = true;
  lane_->scheduler().Start([this] { Answer(); });
}

void StreamedCall::Step::Complete(bool ok) {
  pending_ = false;
  ok_ = ok;
  happened_->Notify();
  if (call_->is_answered_) call_->DeleteWhenDone();
}

void StreamedCall::DeleteWhenDone() {
  if (!read_.pending() && !head_.pending()) delete this;
}

absl::StatusOr<bool> StreamedCall::Next(absl::Time deadline, grpc::ByteBuffer* message) {
  if (!end_.ok() || !*end_) return end_;
  absl::StatusOr<bool> next = Read(deadline, message);
  if (!next.ok() || !*next) end_ = next;
  return next;
}

absl::StatusOr<bool> StreamedCall::Read(absl::Time deadline, grpc::ByteBuffer* message) {
  read_.Begin();
  reader_.Read(&message_, &read_);
  if (!read_.Wait(deadline)) return errors::DeadlineExceeded();
  if (read_.ok()) {
    message->Clear();
    message->Swap(&message_);
    return true;
  }
  // The library tells no end from a break. What came to an end still takes the head of an answer.
  head_.Begin();
  reader_.SendInitialMetadata(&head_);
  if (!head_.Wait(deadline)) return errors::DeadlineExceeded();
  if (!head_.ok()) return errors::Unavailable("the stream of the caller broke off");
  return false;
}

void StreamedCall::Answer() {
  grpc::ByteBuffer response;
  const grpc::Status status = method_->serve(context_, *this, &response);
  if (status.ok())
    reader_.Finish(response, status, this);
  else
    reader_.FinishWithError(status, this);
}

}  // namespace steward::rpc
