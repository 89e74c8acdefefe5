#pragma once

// Whom a record is for. Thread-safe.

#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "platform/status/errors.h"

namespace steward::resource {

// Unless the draft says it: the caller, such as "users/alice". Errors: INVALID_FIELD of `field`,
// the path of the requester, when the caller is a guest ("tenants/globex/users/bob"): no record is
// theirs, so they say whose it is.
inline absl::Status SettleRequester(absl::string_view caller, absl::string_view field,
                                    std::string* requester) {
  if (!requester->empty()) return absl::OkStatus();
  if (absl::StartsWith(caller, "tenants/"))
    return errors::InvalidField(field, "must be set by a caller from another tenant");
  *requester = std::string(caller);
  return absl::OkStatus();
}

}  // namespace steward::resource
