#include "platform/pg/error.h"

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward::pg {
namespace {

constexpr absl::string_view kStateUrl = "steward.dev/sqlstate";
constexpr absl::string_view kIndexUrl = "steward.dev/statement";
constexpr absl::string_view kLost = "lost";

// Besides a server that is gone: one that only reads (25006), because another took its place, and
// one that ended an idle transaction (25P03).
bool IsLost(absl::string_view state) {
  return state.empty() || absl::StartsWith(state, "08") || absl::StartsWith(state, "57P") ||
         state == "25006" || state == "25P03";
}

absl::Status Translate(absl::string_view state, absl::string_view text) {
  using errors::Reason;
  if (IsLost(state) || absl::StartsWith(state, "53")) return errors::Unavailable(text);
  if (state == kUniqueViolation)
    return errors::Make(absl::StatusCode::kAlreadyExists, Reason::RESOURCE_ALREADY_EXISTS,
                        "A resource with these values exists already.");
  if (state == "23503")
    return errors::Make(absl::StatusCode::kFailedPrecondition, Reason::REFERENCE_NOT_FOUND,
                        "A resource that the request names does not exist, or is still in use.");
  if (state == "40001" || state == "40P01" || state == "55P03")
    return errors::Make(absl::StatusCode::kAborted, Reason::CONCURRENT_CHANGE,
                        "Others are changing the same resources; try again.");
  if (state == kQueryCanceled) return errors::DeadlineExceeded();
  return errors::Internal(text);
}

}  // namespace

absl::Status MakeError(absl::string_view sqlstate, absl::string_view message,
                       absl::string_view statement) {
  absl::Status status = Translate(sqlstate, absl::StrCat(statement, ": ", message));
  status.SetPayload(kStateUrl, absl::Cord(IsLost(sqlstate) ? kLost : sqlstate));
  return status;
}

std::string SqlState(const absl::Status& status) {
  auto state = status.GetPayload(kStateUrl);
  return state ? std::string(*state) : "";
}

absl::Status WithIndex(absl::Status error, size_t index) {
  error.SetPayload(kIndexUrl, absl::Cord(absl::StrCat(index)));
  return error;
}

int IndexOf(const absl::Status& status) {
  int index = -1;
  const auto payload = status.GetPayload(kIndexUrl);
  return payload && absl::SimpleAtoi(std::string(*payload), &index) ? index : -1;
}

bool IsConnectionLost(const absl::Status& status) { return SqlState(status) == kLost; }

}  // namespace steward::pg
