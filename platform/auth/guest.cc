#include "platform/auth/guest.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/auth/names.h"

namespace steward::auth {

absl::optional<Guest> ParseGuest(absl::string_view subject) {
  if (!absl::ConsumePrefix(&subject, "tenants/")) return absl::nullopt;
  const size_t slash = subject.find('/');
  if (slash == absl::string_view::npos) return absl::nullopt;
  const Guest guest{subject.substr(0, slash), subject.substr(slash + 1)};
  absl::string_view id = guest.user;
  const bool is_one =
      IsTenant(guest.tenant) && absl::ConsumePrefix(&id, "users/") && IsSubjectId(id);
  return is_one ? absl::optional<Guest>(guest) : absl::nullopt;
}

std::string FormatGuest(const Guest& guest) {
  return absl::StrCat("tenants/", guest.tenant, "/", guest.user);
}

}  // namespace steward::auth
