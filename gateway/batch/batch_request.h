#pragma once

// Between the messages of a batch and HTTP. Pure functions.

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/http/message.h"
#include "steward/batch/v1/batch_service.pb.h"

namespace steward::gateway {

// What a request of a batch inherits.
struct BatchScope {
  // Of the batch; empty when it has none.
  std::string idempotency_key;
  std::string request_id;
  std::string trace_parent;
};

// The request at `index`. INVALID_FIELD, naming the field from `requests[index]` on, for a method
// or header that a batch does not take, and for a path that is none.
absl::StatusOr<std::unique_ptr<HttpRequest>> ToHttp(const batch::v1::BatchRequest& request,
                                                    int index, const BatchScope& scope);

// An answer as part of a batch. INTERNAL for what cannot be told in one.
absl::StatusOr<batch::v1::BatchResponse> FromHttp(const HttpAnswer& answer);

// The problem that a request is answered with which was not carried out, or whose answer cannot be
// told.
batch::v1::BatchResponse Without(const absl::Status& error, const HttpRequest& request);

}  // namespace steward::gateway
