#include "gateway/docs/reasons.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace steward::gateway::docs {
namespace {

// "HTTP: 412, 409. gRPC: ABORTED. Metadata: resource."
void ParseFacts(absl::string_view line, Reason* reason) {
  for (absl::string_view fact : absl::StrSplit(line, '.', absl::SkipWhitespace())) {
    fact = absl::StripAsciiWhitespace(fact);
    if (absl::ConsumePrefix(&fact, "HTTP: ")) {
      for (absl::string_view status : absl::StrSplit(fact, ", ")) {
        int number = 0;
        if (absl::SimpleAtoi(status, &number)) reason->http.push_back(number);
      }
    } else if (absl::ConsumePrefix(&fact, "gRPC: ")) {
      reason->grpc = std::string(fact);
    } else if (absl::ConsumePrefix(&fact, "Metadata: ")) {
      reason->metadata = absl::StrSplit(fact, ", ");
    }
  }
}

}  // namespace

Reason ParseReason(absl::string_view name, absl::string_view comment) {
  Reason reason;
  reason.name = std::string(name);
  std::string* text = &reason.meaning;
  for (absl::string_view line : absl::StrSplit(comment, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (absl::StartsWith(line, "HTTP: ")) {
      ParseFacts(line, &reason);
      continue;
    }
    if (absl::ConsumePrefix(&line, "Remedy: ")) text = &reason.remedy;
    if (!line.empty()) absl::StrAppend(text, text->empty() ? "" : " ", line);
  }
  return reason;
}

std::vector<Reason> ReasonsOf(const google::protobuf::DescriptorPool& pool) {
  std::vector<Reason> reasons;
  const auto* enumeration = pool.FindEnumTypeByName("steward.error.v1.Reason");
  for (int i = 0; enumeration != nullptr && i < enumeration->value_count(); ++i) {
    const auto* value = enumeration->value(i);
    google::protobuf::SourceLocation location;
    if (value->number() == 0 || !value->GetSourceLocation(&location)) continue;
    reasons.push_back(ParseReason(value->name(), location.leading_comments));
  }
  return reasons;
}

}  // namespace steward::gateway::docs
