#pragma once

// What the comments of the contract say, as Markdown. Thread-safe.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace steward::gateway::openapi {

// Lines to paragraphs; names of fields in backticks as JSON has them (`hold_reason` becomes
// `holdReason`).
std::string ToMarkdown(absl::string_view comment);

// The first sentence without its full stop, on one line.
std::string FirstSentence(absl::string_view markdown);

// The values that the text gives after "such as", in quotes or backticks; not those cut short by
// an ellipsis.
std::vector<std::string> SuchAs(absl::string_view text);

// The comment before the declaration of a service, method, message, field, enum or enum value.
// Empty: there is none.
template <class Descriptor>
std::string CommentOf(const Descriptor& descriptor) {
  google::protobuf::SourceLocation location;
  return descriptor.GetSourceLocation(&location) ? ToMarkdown(location.leading_comments) : "";
}

}  // namespace steward::gateway::openapi
