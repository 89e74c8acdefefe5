#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace steward::issuer {

// The words after a subcommand: "--name value" or "--name=value", and plain words.
class Arguments {
 public:
  // Only the names in `allowed` are accepted.
  static absl::StatusOr<Arguments> Parse(int argc, const char* const* argv,
                                         const std::set<std::string>& allowed);

  // The value of a flag that must be given once.
  absl::StatusOr<std::string> One(absl::string_view name) const;
  // The value of a flag that may be given once.
  absl::StatusOr<std::string> OneOr(absl::string_view name, absl::string_view otherwise) const;
  std::vector<std::string> All(absl::string_view name) const;
  const std::vector<std::string>& words() const { return words_; }

 private:
  std::multimap<std::string, std::string> flags_;
  std::vector<std::string> words_;
};

}  // namespace steward::issuer
