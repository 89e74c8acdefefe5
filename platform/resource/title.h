#pragma once

// Titles: lists show them, and mails have them as their subjects. Thread-safe.

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace steward::resource {

// What is wrong with one that is none.
inline constexpr absl::string_view kNotATitle = "must be one line that says something";

// Whether the text is one line that says something: not blank, without control characters.
inline bool IsTitle(absl::string_view text) {
  return !absl::StripAsciiWhitespace(text).empty() &&
         absl::c_none_of(text, [](unsigned char c) { return absl::ascii_iscntrl(c); });
}

}  // namespace steward::resource
