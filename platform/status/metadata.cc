#include "platform/status/metadata.h"

#include "google/rpc/error_details.pb.h"

namespace steward::errors {

std::string MetadataOf(const absl::Status& status, absl::string_view key) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  if (!payload || !info.ParseFromString(std::string(*payload))) return "";
  const auto found = info.metadata().find(std::string(key));
  return found == info.metadata().end() ? "" : found->second;
}

}  // namespace steward::errors
