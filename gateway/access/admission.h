#pragma once

// Whether a credential counts, by what it says and what the directory knows. Pure functions.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/access/principal.h"
#include "platform/auth/claims.h"
#include "steward/identity/v1/principal.pb.h"

namespace steward::gateway {

// What a token says by itself.
Principal PrincipalOf(const auth::AccessToken& token);

// The same with the roles that the directory gives its subject, and the groups, if it knows one.
// INVALID_TOKEN when the subject is refused, or not known and must be, or the token was revoked,
// else TENANT_SUSPENDED when its tenant is.
absl::StatusOr<Principal> AdmitToken(const auth::AccessToken& token,
                                     const identity::v1::Principal& known, absl::Time now);

// A guest in `tenant`, which is not the token's: with the roles that are granted there, and nothing
// of what the token says. INVALID_TOKEN as of AdmitToken, TENANT_SUSPENDED when either tenant is,
// else PERMISSION_DENIED when nothing is granted.
absl::StatusOr<Principal> AdmitGuest(const auth::AccessToken& token, absl::string_view tenant,
                                     const identity::v1::Principal& known, absl::Time now);
// PERMISSION_DENIED: who asks for another tenant learns no more, whether there is one or not.
absl::Status NotGranted();

// Whether somebody who was admitted stays so when the directory, asked again, led to `status`:
// while it does not answer, and until one of their roles ends.
bool StaysAdmitted(const Principal& admitted, const absl::Status& status, absl::Time now);

// INVALID_TOKEN when the key is refused, else TENANT_SUSPENDED when its tenant is.
absl::StatusOr<Principal> AdmitKey(const identity::v1::Principal& known);

// Whether the credential counts now and from there. `address` is that of the client, without port.
// INVALID_TOKEN.
absl::Status CheckUse(const Principal& principal, absl::string_view address, absl::Time now);

}  // namespace steward::gateway
