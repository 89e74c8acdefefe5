#pragma once

// Path templates of google.api.http, as far as the API uses them: literals, "*", variables with
// one or more segments, and a verb: "/v1/{ticket.name=tickets/*}:assign". No "**".

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::gateway {

struct PathTemplate {
  struct Variable {
    // Proto path of the request's field, such as "ticket.name".
    std::string field;
    // Segments [first, last) of the path, joined by '/'.
    int first = 0;
    int last = 0;
  };
  // Literals; "*" matches any one segment.
  std::vector<std::string> segments;
  std::vector<Variable> variables;
  std::string verb;

  // The value of a variable in the segments of a path that matched.
  static std::string Value(const Variable& variable, const std::vector<std::string>& segments);
};

absl::StatusOr<PathTemplate> ParseTemplate(absl::string_view text);

}  // namespace steward::gateway
