#include "gateway/batch/batch.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gateway/batch/batch_request.h"
#include "gateway/batch/sub_exchange.h"
#include "gateway/merged/messages.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

using batch::v1::BatchResponse;
using batch::v1::RunBatchRequest;
using batch::v1::RunBatchResponse;

// Requests under way at once, and bytes of answers that are kept: what a batch of one kilobyte asks
// for must not fill the memory.
constexpr size_t kAtOnce = 8;
constexpr size_t kAnswerBytes = 16 << 20;

absl::Status NoRoom() {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::BODY_TOO_LARGE,
                      "Carried out, but there is no room for the answer: ask for it by itself.",
                      {{"limit", absl::StrCat(kAnswerBytes)}});
}

// One batch on its way. Its requests hold it until all are answered.
class Batch final : public std::enable_shared_from_this<Batch> {
 public:
  Batch(RestHandler& handler, LocalCall call, LocalAnswer answer)
      : handler_(handler), call_(std::move(call)), answer_(std::move(answer)) {}

  // Nothing is carried out when one of the requests is none.
  absl::Status Prepare(const RunBatchRequest& batch) {
    const BatchScope scope{batch.request_id(), call_.request_id, call_.trace_parent};
    for (int i = 0; i < batch.requests_size(); ++i) {
      ASSIGN_OR_RETURN(auto http, ToHttp(batch.requests(i), i, scope));
      requests_.push_back(std::move(http));
    }
    responses_.resize(requests_.size());
    left_ = requests_.size();
    at_once_ = batch.sequential() ? 1 : kAtOnce;
    return absl::OkStatus();
  }

  // Sends as many as may be under way. An answer may come while its request is being sent.
  void Run() {
    while (next_ < requests_.size() && under_way_ < at_once_) {
      if (absl::Now() >= call_.deadline) return Stop(errors::DeadlineExceeded());
      ++under_way_;
      Send(next_++);
    }
  }

 private:
  void Send(size_t index) {
    auto done = [self = shared_from_this(), index](HttpAnswer answer) {
      self->OnAnswer(index, answer);
    };
    handler_.HandleFor(call_,
                       std::make_shared<SubExchange>(requests_[index], call_.client_address, done));
  }

  void OnAnswer(size_t index, const HttpAnswer& answer) {
    --under_way_;
    --left_;
    const bool has_room = answer.body.size() <= kAnswerBytes - bytes_;
    if (has_room) bytes_ += answer.body.size();
    Keep(index, has_room ? FromHttp(answer) : NoRoom());
    if (at_once_ == 1 && answer.status >= 400)
      return Stop(errors::Make(absl::StatusCode::kFailedPrecondition,
                               errors::Reason::FAILED_DEPENDENCY,
                               "Not carried out: a request before it failed."));
    if (left_ == 0) return Finish();
    Run();
  }

  void Keep(size_t index, absl::StatusOr<BatchResponse> response) {
    responses_[index] =
        response.ok() ? *std::move(response) : Without(response.status(), *requests_[index]);
  }

  // What was not sent will not be.
  void Stop(const absl::Status& error) {
    for (; next_ < requests_.size(); ++next_, --left_) Keep(next_, error);
    if (left_ == 0) Finish();
  }

  void Finish() {
    const LocalAnswer answer = std::exchange(answer_, nullptr);
    if (answer == nullptr) return;
    RunBatchResponse all;
    for (BatchResponse& response : responses_) all.add_responses()->Swap(&response);
    answer(all.SerializeAsString());
  }

  RestHandler& handler_;
  const LocalCall call_;
  LocalAnswer answer_;
  std::vector<std::shared_ptr<HttpRequest>> requests_;
  std::vector<BatchResponse> responses_;
  size_t next_ = 0;
  size_t under_way_ = 0;
  size_t left_ = 0;
  size_t at_once_ = 1;
  size_t bytes_ = 0;
};

absl::Status Start(RestHandler& handler, LocalCall call, const LocalAnswer& answer) {
  ASSIGN_OR_RETURN(const auto request, Read<RunBatchRequest>(call));
  auto batch = std::make_shared<Batch>(handler, std::move(call), answer);
  RETURN_IF_ERROR(batch->Prepare(request));
  batch->Run();
  return absl::OkStatus();
}

}  // namespace

void AddBatchMethod(std::function<RestHandler&(rpc::Caller&)> handler_of, LocalMethods* methods) {
  (*methods)[kRunBatch] = [handler_of = std::move(handler_of)](rpc::Caller& caller, LocalCall call,
                                                               LocalAnswer answer) {
    const absl::Status status = Start(handler_of(caller), std::move(call), answer);
    if (!status.ok()) answer(status);
  };
}

}  // namespace steward::gateway
