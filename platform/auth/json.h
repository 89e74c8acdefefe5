#pragma once

// JSON of tokens and key sets, read strictly (RFC 8259, UTF-8). Thread-safe.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace steward::auth {

struct Json {
  // kInteger: a number without fraction and exponent that fits int64; kNumber: any other.
  enum class Kind { kNull, kBool, kInteger, kNumber, kString, kArray, kObject };
  struct Member;

  Kind kind = Kind::kNull;
  // Also of kBool: 0 or 1.
  int64_t integer = 0;
  std::string string;
  std::vector<Json> elements;
  std::vector<Member> members;

  // Member of an object; null when there is none.
  const Json* Find(absl::string_view name) const;
  // Text of a string member; null when it is missing or no string.
  const std::string* FindString(absl::string_view name) const;
  // The strings of an array of strings; nothing for anything else.
  absl::optional<std::vector<std::string>> Strings() const;
};

struct Json::Member {
  std::string name;
  Json value;
};

// The one JSON object in `text`. Nothing when it is malformed, nests deeper than 16 levels, has
// trailing data, or any object in it has a member twice or more than 256 members.
absl::optional<Json> ParseJsonObject(absl::string_view text);

// Appends `text` (valid UTF-8) as a JSON string.
void AppendJsonText(absl::string_view text, std::string& out);

}  // namespace steward::auth
