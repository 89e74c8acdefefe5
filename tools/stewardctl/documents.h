#pragma once

// Documents of JSON or YAML, in files or from standard input.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/struct.pb.h"

namespace steward::ctl {

// Largest file that is read.
inline constexpr size_t kFileBytesMax = 16 * 1024 * 1024;

struct Document {
  // For people: "users.yaml line 12".
  std::string origin;
  google::protobuf::Struct fields;
};

// The content of a file; "-" is standard input. Errors: LOCAL.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// The objects that a text holds, one for each YAML document; a text that begins with "{" or "[" is
// JSON. A list stands for its elements. Errors: WRONG_USAGE with the place.
absl::StatusOr<std::vector<Document>> ParseDocuments(absl::string_view text,
                                                     const std::string& origin);

// The objects of a file, at least one. Errors: LOCAL, WRONG_USAGE.
absl::StatusOr<std::vector<Document>> ReadDocuments(const std::string& path);

}  // namespace steward::ctl
