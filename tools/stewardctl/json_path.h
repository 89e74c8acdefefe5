#pragma once

// Where in a JSON document something is: a subset of kubectl's JSONPath. Names with dots between
// them, [n] for an element of a list, counted from 0, or from its end where n is negative, and [*]
// for all of them: {.responseTarget.state}, {.labels[0]}, {.steps[*].name}. The braces, a $ and the
// first dot may be left out.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/struct.pb.h"

namespace steward::ctl {

class JsonPath {
 public:
  // The whole document.
  JsonPath() = default;
  // Errors: WRONG_USAGE, with the place.
  static absl::StatusOr<JsonPath> Parse(absl::string_view text);

  // What it leads to, in the order of the document; empty where there is nothing. It lives as long
  // as the document.
  std::vector<const google::protobuf::Value*> Find(const google::protobuf::Value& document) const;

 private:
  struct Step {
    // A member; empty: elements.
    std::string name;
    // One of them; nothing: all.
    absl::optional<int> index;
  };

  std::vector<Step> steps_;
};

// A string as it is, everything else as JSON, the members of objects by their names.
std::string TextOf(const google::protobuf::Value& value);

}  // namespace steward::ctl
