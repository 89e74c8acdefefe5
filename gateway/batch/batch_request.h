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
  // The header of the batch: each request finds out anew who sends it.
  std::string authorization;
};

// The request at `index`. INVALID_FIELD, naming the field from `requests[index]` on, for a method
// or header that a batch does not take, and for a path that is none.
absl::StatusOr<std::unique_ptr<HttpRequest>> ToHttp(const batch::v1::BatchRequest& request,
                                                    int index, const BatchScope& scope);

// An answer as part of a batch. What cannot be told in one is status 500, though it was carried
// out.
batch::v1::BatchResponse FromHttp(const HttpAnswer& answer);

// The answer to a request that is not carried out: 424, as one before it failed (RFC 4918 §11.4),
// or 504, as the time of the batch was over; and 413 to one whose answer has no room, whatever it
// did.
batch::v1::BatchResponse Without(int status, absl::string_view reason, absl::string_view detail);

}  // namespace steward::gateway
