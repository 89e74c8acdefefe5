#include "gateway/batch/batch.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/batch/batch_request.h"
#include "gateway/batch/sub_exchange.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

using batch::v1::BatchResponse;
using batch::v1::RunBatchRequest;
using batch::v1::RunBatchResponse;

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
    sequential_ = batch.sequential();
    return absl::OkStatus();
  }

  void Run() {
    if (sequential_) return Send(0);
    for (size_t i = 0; i < requests_.size(); ++i) Send(i);
  }

 private:
  void Send(size_t index) {
    handler_.HandleFor(
        call_, std::make_shared<SubExchange>(std::move(requests_[index]), call_.client_address,
                                             [self = shared_from_this(), index](HttpAnswer answer) {
                                               self->OnAnswer(index, FromHttp(answer));
                                             }));
  }

  void OnAnswer(size_t index, absl::StatusOr<BatchResponse> response) {
    if (!response.ok()) {
      if (const LocalAnswer answer = std::exchange(answer_, nullptr)) answer(response.status());
      return;
    }
    const bool failed = response->status() >= 400;
    responses_[index] = *std::move(response);
    if (--left_ == 0) return Finish();
    if (!sequential_) return;
    if (!failed) return Send(index + 1);
    for (size_t i = index + 1; i < responses_.size(); ++i) responses_[i] = NotCarriedOut();
    Finish();
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
  std::vector<std::unique_ptr<HttpRequest>> requests_;
  std::vector<BatchResponse> responses_;
  size_t left_ = 0;
  bool sequential_ = false;
};

absl::Status Start(RestHandler& handler, LocalCall call, const LocalAnswer& answer) {
  RunBatchRequest request;
  if (!request.ParseFromString(call.request))
    return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST,
                        "The request cannot be decoded.");
  RETURN_IF_ERROR(resource::CheckRules(request));
  auto batch = std::make_shared<Batch>(handler, std::move(call), answer);
  RETURN_IF_ERROR(batch->Prepare(request));
  batch->Run();
  return absl::OkStatus();
}

}  // namespace

void AddBatchMethod(std::function<RestHandler&(Caller&)> handler_of, LocalMethods* methods) {
  (*methods)["steward.batch.v1.BatchService/RunBatch"] =
      [handler_of = std::move(handler_of)](Caller& caller, LocalCall call, LocalAnswer answer) {
        const absl::Status status = Start(handler_of(caller), std::move(call), answer);
        if (!status.ok()) answer(status);
      };
}

}  // namespace steward::gateway
