#pragma once

// Filters (AIP-160, see filter.h) judged over a message in memory, as a list would judge it in its
// table: the same grammar, the same fields, the same errors. Texts are ordered by their bytes, and
// ':' on a text tells only the case of ASCII letters not apart.

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace steward::resource {

// Immutable, hence thread-safe; copies share what was compiled.
class FilterMatcher {
 public:
  // `type` outlives the matcher. An empty filter matches every message. Errors: INVALID_FILTER,
  // FILTER_TOO_COMPLEX.
  static absl::StatusOr<FilterMatcher> Compile(absl::string_view filter,
                                               const google::protobuf::Descriptor* type);

  // `message` is of the type that the filter was compiled for.
  bool Matches(const google::protobuf::Message& message) const;

 private:
  struct Node;
  friend class MatchCompiler;

  std::shared_ptr<const Node> root_;
};

}  // namespace steward::resource
