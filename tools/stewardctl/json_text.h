#pragma once

// JSON as text: made, indented, and turned into YAML. Thread-safe unless it says otherwise.

#include <string>

#include "absl/strings/string_view.h"

namespace steward::ctl {

// A string in quotes. `text` is UTF-8.
std::string QuotedJson(absl::string_view text);

// An object under construction, member by member; not thread-safe.
class JsonObject {
 public:
  void Text(absl::string_view name, absl::string_view value);
  // `json` stands as it is.
  void Raw(absl::string_view name, absl::string_view json);
  // The whole object; then nothing may be added.
  std::string End();

 private:
  std::string text_ = "{";
};

// Valid JSON on several lines, two blanks a level, without a line end at the end. Every line after
// the first begins with `margin`.
std::string IndentedJson(absl::string_view json, absl::string_view margin = "");

}  // namespace steward::ctl
