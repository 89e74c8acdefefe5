#include "platform/status/metadata.h"

namespace steward::errors {

std::string MetadataOf(const absl::Status& status, absl::string_view key) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  if (!payload || !info.ParseFromString(std::string(*payload))) return "";
  return MetadataIn(info, key);
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
