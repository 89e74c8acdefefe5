#include "tools/stewardctl/batch_parts.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/http_status.h"

namespace steward::ctl {
namespace {

constexpr int kFailedDependency = 424;
constexpr int kGatewayTimeout = 504;

std::string TextOf(const batch::v1::BatchResponse& response, const char* name) {
  const auto found = response.body().fields().find(name);
  return found == response.body().fields().end() ? "" : found->second.string_value();
}

absl::StatusCode CodeOf(const batch::v1::BatchResponse& response) {
  const std::string name = TextOf(response, "code");
  for (int code = 1; code <= static_cast<int>(absl::StatusCode::kUnauthenticated); ++code)
    if (name == errors::CodeName(static_cast<absl::StatusCode>(code)))
      return static_cast<absl::StatusCode>(code);
  return response.status() == kGatewayTimeout ? absl::StatusCode::kDeadlineExceeded
                                              : absl::StatusCode::kFailedPrecondition;
}

}  // namespace

absl::Status StatusOf(const batch::v1::BatchResponse& response) {
  if (response.status() < 400) return absl::OkStatus();
  errors::Reason reason = errors::Reason::REASON_UNSPECIFIED;
  error::v1::Reason_Parse(TextOf(response, "reason"), &reason);
  const std::string detail = TextOf(response, "detail");
  return errors::Make(CodeOf(response), reason,
                      detail.empty() ? absl::StrCat("HTTP status ", response.status()) : detail);
}

bool WasCarriedOut(const batch::v1::BatchResponse& response) {
  return response.status() != kFailedDependency;
}

}  // namespace steward::ctl
