#pragma once

// What the comments of the contract say, as Markdown. Thread-safe.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace steward::gateway::openapi {

// Lines to paragraphs, without the examples; names of fields in backticks as JSON has them
// (`hold_reason` becomes `holdReason`).
std::string ToMarkdown(absl::string_view comment);

// The first sentence without its full stop, on one line.
std::string FirstSentence(absl::string_view markdown);

// The values that the text gives after "such as", in quotes or backticks; not those cut short by
// an ellipsis.
std::vector<std::string> SuchAs(absl::string_view text);

// What stands below a line such as "Example request:" up to an empty line or the other
// heading, on one line; empty without it.
inline constexpr absl::string_view kExampleRequest = "Example request:";
inline constexpr absl::string_view kExampleAnswer = "Example answer:";
std::string ExampleBelow(absl::string_view heading, absl::string_view comment);

// The comment before the declaration of a service, method, message, field, enum or enum value.
// Empty: there is none.
template <class Descriptor>
std::string CommentOf(const Descriptor& descriptor) {
  google::protobuf::SourceLocation location;
  return descriptor.GetSourceLocation(&location) ? ToMarkdown(location.leading_comments) : "";
}

// The example in that comment.
template <class Descriptor>
std::string ExampleOf(const Descriptor& descriptor, absl::string_view heading) {
  google::protobuf::SourceLocation location;
  return descriptor.GetSourceLocation(&location) ? ExampleBelow(heading, location.leading_comments)
                                                 : "";
}

}  // namespace steward::gateway::openapi
