#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "platform/config/setting.h"

namespace steward::config {

// Reads a YAML file that is one flat mapping of keys to scalars or lists of scalars. Nested
// values, repeated keys, keys without a value and files over 1 MiB are errors that name the line.
absl::StatusOr<std::map<std::string, Raw>> ReadYamlFile(const std::string& path);

}  // namespace steward::config
