#pragma once

// What the comments of the contract say. Thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace steward::ctl {

// A comment with its lines joined to paragraphs, which an empty line separates.
std::string Paragraphs(absl::string_view comment);

// The first sentence without its full stop, on one line.
std::string FirstSentence(absl::string_view paragraphs);

// The text broken into lines of at most `width` columns that begin with `margin`; ends with a line
// end.
std::string Wrapped(absl::string_view paragraphs, absl::string_view margin, size_t width);

// The comment before a declaration. Empty: there is none.
template <class Descriptor>
std::string CommentOf(const Descriptor& descriptor) {
  google::protobuf::SourceLocation location;
  return descriptor.GetSourceLocation(&location) ? Paragraphs(location.leading_comments) : "";
}

}  // namespace steward::ctl
