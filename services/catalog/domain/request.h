#pragma once

// What may happen to a request but for its fulfilment (fulfilment.h): pure functions, thread-safe.
// Each takes the request as it is and returns what becomes of it; the lifecycle document says which
// actions a state allows.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/lifecycle/lifecycle.h"
#include "services/catalog/domain/evaluate.h"
#include "steward/catalog/v1/request.pb.h"

namespace steward::catalog {

using v1::Request;

// A request as it will stand, and the event that tells.
struct ChangedRequest {
  Request request;
  std::string event_type;
};

// The lifecycle that ships with this release. Lives as long as the process.
const lifecycle::Lifecycle& RequestLifecycle();

// What is ordered: an item, checked answers, and the stages of its approval.
struct Order {
  const v1::CatalogItem& item;
  CheckedAnswers checked;
  std::vector<approval::v1::Stage> stages;
};

// A new request, with a copy of what it needs of the item. `caller` becomes the creator, and the
// requester when the draft names none.
ChangedRequest Submit(const Request& draft, Order order, absl::string_view caller, absl::Time now);

// Carries out an action and sets the times. What comes with the action is set before. Errors:
// ILLEGAL_TRANSITION, INVALID_FIELD when something that the action requires is missing.
absl::StatusOr<ChangedRequest> TakeAction(Request request, absl::string_view action,
                                          absl::Time now);

// Errors: ILLEGAL_TRANSITION, INVALID_FIELD without a reason.
absl::StatusOr<ChangedRequest> Cancel(const Request& request, const std::string& reason,
                                      absl::Time now);

// Whether nothing happens to it any more.
bool HasEnded(const Request& request);

// What approvers are asked about: SHA-256, in lower-case hexadecimal, over the item and its
// revision, the answers, the price and the requester, none of which ever changes.
std::string DigestOf(const Request& request);

}  // namespace steward::catalog
