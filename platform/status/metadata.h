#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace steward::errors {

// The ErrorInfo of an error; nothing when it has none that can be read. Thread-safe.
absl::optional<google::rpc::ErrorInfo> InfoOf(const absl::Status& status);
// What it says under `key`; empty when it has none. Thread-safe.
std::string MetadataOf(const absl::Status& status, absl::string_view key);
// The same error, whose ErrorInfo says `value` under `key`; as it is when it has none. Thread-safe.
absl::Status WithMetadata(absl::Status status, absl::string_view key, absl::string_view value);

// The first ErrorInfo among the details; an empty one when there is none. Thread-safe.
google::rpc::ErrorInfo InfoIn(const google::rpc::Status& error);
// Its reason.
std::string ReasonIn(const google::rpc::Status& error);
// What it says under `key`; empty when it says nothing. Thread-safe.
std::string MetadataIn(const google::rpc::ErrorInfo& info, absl::string_view key);

}  // namespace steward::errors
