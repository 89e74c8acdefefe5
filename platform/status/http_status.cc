#include "platform/status/http_status.h"

#include <utility>

namespace steward::errors {
namespace {

struct CodeRow {
  absl::StatusCode code;
  int status;
  absl::string_view name;
};

constexpr CodeRow kCodes[] = {
    {absl::StatusCode::kOk, 200, "OK"},
    {absl::StatusCode::kCancelled, 499, "CANCELLED"},
    {absl::StatusCode::kUnknown, 500, "UNKNOWN"},
    {absl::StatusCode::kInvalidArgument, 400, "INVALID_ARGUMENT"},
    {absl::StatusCode::kDeadlineExceeded, 504, "DEADLINE_EXCEEDED"},
    {absl::StatusCode::kNotFound, 404, "NOT_FOUND"},
    {absl::StatusCode::kAlreadyExists, 409, "ALREADY_EXISTS"},
    {absl::StatusCode::kPermissionDenied, 403, "PERMISSION_DENIED"},
    {absl::StatusCode::kResourceExhausted, 429, "RESOURCE_EXHAUSTED"},
    {absl::StatusCode::kFailedPrecondition, 400, "FAILED_PRECONDITION"},
    {absl::StatusCode::kAborted, 409, "ABORTED"},
    {absl::StatusCode::kOutOfRange, 400, "OUT_OF_RANGE"},
    {absl::StatusCode::kUnimplemented, 501, "UNIMPLEMENTED"},
    {absl::StatusCode::kInternal, 500, "INTERNAL"},
    {absl::StatusCode::kUnavailable, 503, "UNAVAILABLE"},
    {absl::StatusCode::kDataLoss, 500, "DATA_LOSS"},
    {absl::StatusCode::kUnauthenticated, 401, "UNAUTHENTICATED"},
};

constexpr std::pair<absl::string_view, int> kReasons[] = {
    {"IDEMPOTENCY_KEY_REUSED", 422},
    {"ILLEGAL_TRANSITION", 409},
    {"REQUEST_IN_PROGRESS", 409},
    {"LAST_ADMINISTRATOR", 409},
    {"BODY_TOO_LARGE", 413},
    {"METHOD_NOT_ALLOWED", 405},
    {"UNSUPPORTED_MEDIA_TYPE", 415},
    {"ETAG_REQUIRED", 428},
    {"FAILED_DEPENDENCY", 424},
    {"TOO_MANY_ITEMS", 413},
    {"ALREADY_DECIDED", 409},
    {"APPROVAL_EXPIRED", 409},
    {"OPEN_TASKS", 409},
    {"APPROVAL_REQUIRED", 409},
    {"OUTSIDE_WINDOW", 409},
    {"RESOURCE_IN_USE", 409},
    {"LINK_SPENT", 409},
};

}  // namespace

int HttpStatus(absl::StatusCode code, absl::string_view reason, bool conditional) {
  if (conditional && reason == "ETAG_MISMATCH") return 412;
  for (const auto& [name, status] : kReasons)
    if (name == reason) return status;
  for (const CodeRow& row : kCodes)
    if (row.code == code) return row.status;
  return 500;
}

absl::string_view CodeName(absl::StatusCode code) {
  for (const CodeRow& row : kCodes)
    if (row.code == code) return row.name;
  return "UNKNOWN";
}

}  // namespace steward::errors
