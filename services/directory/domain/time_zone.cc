#include "services/directory/domain/time_zone.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "platform/status/errors.h"

namespace steward::directory {

// The name becomes that of a file, so that nothing may lead out of the database, and one that
// stands for the machine's own setting is none.
bool IsTimeZone(absl::string_view name) {
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '_' || c == '-' || c == '+' || c == '/';
  });
  if (!is_plain || name.empty() || !absl::ascii_isupper(name.front()) ||
      absl::StrContains(name, "//"))
    return false;
  absl::TimeZone zone;
  return absl::LoadTimeZone(std::string(name), &zone);
}

absl::Status CheckTimeZone(absl::string_view field, absl::string_view name) {
  if (name.empty() || IsTimeZone(name)) return absl::OkStatus();
  return errors::InvalidField(field,
                              "must be a name of the IANA database, such as \"Europe/Berlin\"");
}

}  // namespace steward::directory
