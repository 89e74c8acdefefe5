#include "platform/caller/reply.h"

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "platform/status/errors.h"

namespace steward::rpc {
namespace {

absl::optional<google::rpc::Status> Detailed(const ReplyStatus& status) {
  const std::string& details = status.details;
  google::rpc::Status error;
  if (!details.empty() && error.ParseFromArray(details.data(), static_cast<int>(details.size())) &&
      error.code() == static_cast<int>(status.code))
    return error;
  return absl::nullopt;
}

absl::Status Undetailed(const ReplyStatus& status) {
  switch (status.code) {
    case absl::StatusCode::kUnavailable:
      return errors::Unavailable(status.message);
    case absl::StatusCode::kDeadlineExceeded:
      return errors::DeadlineExceeded();
    case absl::StatusCode::kCancelled:
      return errors::Make(absl::StatusCode::kCancelled, errors::Reason::UNAVAILABLE,
                          "The call was cancelled.");
    case absl::StatusCode::kResourceExhausted:
      return errors::Make(absl::StatusCode::kUnavailable, errors::Reason::OVERLOADED,
                          "The service is overloaded; retry with backoff.");
    case absl::StatusCode::kUnimplemented:
      return errors::Make(absl::StatusCode::kUnimplemented, errors::Reason::METHOD_NOT_IMPLEMENTED,
                          "No service answers this method.");
    default:
      return errors::Internal(absl::StrCat("a service failed without details: ", status.message));
  }
}

}  // namespace

absl::string_view Reply::Metadata(absl::string_view name) const {
  for (const auto& [key, value] : metadata)
    if (key == name) return value;
  return {};
}

google::rpc::Status ErrorOfReply(const ReplyStatus& status) {
  auto error = Detailed(status);
  return error ? *std::move(error) : errors::ToProto(Undetailed(status));
}

absl::Status StatusOfReply(const ReplyStatus& status) {
  if (status.ok()) return absl::OkStatus();
  const auto error = Detailed(status);
  return error ? errors::FromProto(*error) : Undetailed(status);
}

}  // namespace steward::rpc
