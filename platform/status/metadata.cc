#include "platform/status/metadata.h"

#include "absl/strings/cord.h"

namespace steward::errors {
namespace {

constexpr absl::string_view kInfoUrl = "type.googleapis.com/google.rpc.ErrorInfo";

}  // namespace

absl::optional<google::rpc::ErrorInfo> InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload(kInfoUrl);
  if (!payload || !info.ParseFromString(std::string(*payload))) return absl::nullopt;
  return info;
}

std::string MetadataOf(const absl::Status& status, absl::string_view key) {
  const auto info = InfoOf(status);
  return info ? MetadataIn(*info, key) : "";
}

absl::Status WithMetadata(absl::Status status, absl::string_view key, absl::string_view value) {
  auto info = InfoOf(status);
  if (!info) return status;
  (*info->mutable_metadata())[std::string(key)] = std::string(value);
  status.SetPayload(kInfoUrl, absl::Cord(info->SerializeAsString()));
  return status;
}

google::rpc::ErrorInfo InfoIn(const google::rpc::Status& error) {
  google::rpc::ErrorInfo info;
  for (const auto& detail : error.details())
    if (detail.UnpackTo(&info)) break;
  return info;
}

std::string ReasonIn(const google::rpc::Status& error) { return InfoIn(error).reason(); }

std::string MetadataIn(const google::rpc::ErrorInfo& info, absl::string_view key) {
  const auto found = info.metadata().find(std::string(key));
  return found == info.metadata().end() ? "" : found->second;
}

}  // namespace steward::errors
