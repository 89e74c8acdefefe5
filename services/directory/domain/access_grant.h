#pragma once

// What may happen to an access grant: pure decisions, thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "steward/directory/v1/access_grant_service.pb.h"

namespace steward::directory {

using v1::AccessGrant;

inline constexpr absl::Duration kGrantLengthMax = absl::Hours(24 * 365);
inline constexpr absl::Duration kBrokenGlassMax = absl::Hours(4);
inline constexpr absl::Duration kBrokenGlassDefault = absl::Hours(1);

// Whether a grant counts at a time.
AccessGrant::State StateOf(const AccessGrant& grant, absl::Time now);

// A new grant of `tenant` by `creator`: from now on, when the draft does not say otherwise. Errors:
// INVALID_FIELD for a grantee of the tenant itself, roles that cannot be given, and times that are
// over or too far apart.
absl::StatusOr<AccessGrant> CreateGrant(const AccessGrant& draft, const std::string& tenant,
                                        const std::string& creator, absl::Time now);

// The role tenant_admin for `user` of the tenant itself. Errors: INVALID_FIELD.
absl::StatusOr<AccessGrant> BreakGlass(const v1::BreakGlassRequest& request,
                                       const std::string& tenant, const std::string& user,
                                       absl::Time now);

// From PENDING or ACTIVE to REVOKED. Errors: ILLEGAL_TRANSITION.
absl::StatusOr<AccessGrant> RevokeGrant(const AccessGrant& current, absl::Time now);

}  // namespace steward::directory
