#include "platform/auth/names.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "platform/auth/guest.h"

namespace steward::auth {
namespace {

bool HasOnly(absl::string_view text, size_t size_max, absl::string_view marks) {
  return !text.empty() && text.size() <= size_max &&
         std::all_of(text.begin(), text.end(), [marks](char c) {
           return absl::ascii_isalnum(c) || marks.find(c) != absl::string_view::npos;
         });
}

bool IsLowerWord(absl::string_view text, absl::string_view mark) {
  return HasOnly(text, 63, mark) && absl::ascii_islower(text.front()) &&
         std::none_of(text.begin(), text.end(), [](char c) { return absl::ascii_isupper(c); });
}

}  // namespace

bool IsTenant(absl::string_view name) { return IsLowerWord(name, "-"); }

bool IsRole(absl::string_view name) { return IsLowerWord(name, "_"); }

bool IsSubjectId(absl::string_view id) { return HasOnly(id, 128, "._@+-"); }

bool IsSubject(absl::string_view name) {
  if (ParseGuest(name)) return true;
  return (absl::ConsumePrefix(&name, "users/") || absl::ConsumePrefix(&name, "serviceAccounts/") ||
          absl::ConsumePrefix(&name, "services/")) &&
         IsSubjectId(name);
}

bool IsGroup(absl::string_view name) {
  return absl::ConsumePrefix(&name, "groups/") && IsSubjectId(name);
}

bool IsKeyId(absl::string_view name) { return HasOnly(name, 128, "._-"); }

}  // namespace steward::auth
