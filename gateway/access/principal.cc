#include "gateway/access/principal.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gateway/access/failures.h"
#include "platform/auth/names.h"

namespace steward::gateway {

Principal AnonymousAt(absl::string_view address) {
  Principal principal;
  principal.subject = std::string(auth::kAnonymous);
  // No tenant has such a name.
  principal.origin = absl::StrCat("@", absl::BytesToHexString(OriginOf(address)));
  return principal;
}

}  // namespace steward::gateway
