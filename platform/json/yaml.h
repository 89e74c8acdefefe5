#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace steward::json {

// JSON as block YAML 1.2, ended by a line end: a member on each line, texts of several lines as
// they are. Strings that a reader of YAML, of 1.1 too, could take for something else are in quotes;
// numbers keep their spelling. `json` is valid, else the result is of no use. Thread-safe.
std::string ToYaml(absl::string_view json);

}  // namespace steward::json
