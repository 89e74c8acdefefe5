#pragma once

// The words of a command line: plain ones, and flags with their values.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace steward::ctl {

struct FlagSpec {
  // Without dashes: "page-size".
  std::string name;
  // A letter, or 0.
  char letter = 0;
  // "--name" alone means "true"; another value is given as "--name=false".
  bool is_switch = false;
  // For people: what the value is ("TEXT"), and what the flag does.
  std::string placeholder;
  std::string help;
  // The values there are, when they can be listed.
  std::vector<std::string> values;
};

// A flag that takes a value; a switch where there is no placeholder for one.
FlagSpec MakeFlag(absl::string_view name, absl::string_view placeholder, absl::string_view help);

// Flags are "--name value", "--name=value", "-n value", "-nvalue" and, for switches, "--name". "--"
// ends them.
class Words {
 public:
  struct Flag {
    std::string name;
    std::string value;
  };

  // Errors: WRONG_USAGE for flags that are not in `specs`, with the one that was probably meant,
  // for those without their value, and for switches that are neither true nor false.
  static absl::StatusOr<Words> Parse(const std::vector<std::string>& arguments,
                                     const std::vector<FlagSpec>& specs);

  const std::vector<std::string>& plain() const { return plain_; }
  // In their order.
  const std::vector<Flag>& flags() const { return flags_; }
  // The last value; nothing when it was not given.
  absl::optional<std::string> Find(absl::string_view name) const;
  std::string FindOr(absl::string_view name, absl::string_view otherwise) const;
  std::vector<std::string> All(absl::string_view name) const;
  // Given, and not as "false".
  bool Has(absl::string_view name) const;

 private:
  std::vector<std::string> plain_;
  std::vector<Flag> flags_;
};

// Null: there is no such flag. `flag` is "--page-size", "--page-size=5", "-o", "-o=json" or
// "-ojson".
const FlagSpec* FindSpec(absl::string_view flag, const std::vector<FlagSpec>& specs);
// The value that stands in the same word as the flag, whose spec `spec` is; nothing: none does.
absl::optional<std::string> ValueWithin(absl::string_view flag, const FlagSpec& spec);

}  // namespace steward::ctl
