#pragma once

// One key of the configuration, and how a text becomes its value. Used by Config only.

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace steward::config {

// A value as it was written, before its type is known.
struct Raw {
  std::vector<std::string> items;
  // A YAML list; else `items` holds one text.
  bool is_list = false;
  // Where it was written: "--port", "STEWARD_CONFIG_PORT", "steward.yaml line 3".
  std::string origin;
};

struct Setting {
  using Value = std::variant<std::string, int64_t, bool, absl::Duration, std::vector<std::string>>;

  std::string key;
  std::string doc;
  Value value;
  bool required = false;
  // Secret: `value` is the content of the file that `shown` names.
  bool secret = false;
  size_t min_bytes = 0;
  int64_t min = 0;
  int64_t max = 0;
  // Where the value came from; empty for the default.
  std::string origin;
  // Path of the file of a secret.
  std::string path;
};

// Replaces the value of `setting` in place, so that references to it stay valid. Errors are one
// clause that says what is expected, without the value: "must be a whole number from 1 to 65535".
absl::Status Assign(Setting& setting, const Raw& raw);

// "text", "number 1..65535", "true|false", "duration", "list", "file with a secret".
std::string TypeText(const Setting& setting);
// The value as one would write it in the file. Passwords in URLs and connection strings are
// masked; a secret shows as its path.
std::string ValueText(const Setting& setting);

}  // namespace steward::config
