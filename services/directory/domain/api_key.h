#pragma once

// What may happen to an API key: pure decisions, thread-safe. What a key looks like is said in
// platform/auth/api_key.h.

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "steward/directory/v1/api_key_service.pb.h"
#include "steward/directory/v1/service_account.pb.h"

namespace steward::directory {

using v1::ApiKey;
using v1::ServiceAccount;

// Keys of an account that count at a time; insert_api_key.sql says so, too.
inline constexpr int kActiveKeysMax = 3;
inline constexpr absl::Duration kKeyLifetimeMax = absl::Hours(365 * 24);

// A new key of an account that has `active` keys that count. Errors: ILLEGAL_TRANSITION when the
// account is DISABLED, QUOTA_EXCEEDED, INVALID_FIELD for roles that the account lacks, for what is
// no network and for a lifetime that is over or too long.
absl::StatusOr<ApiKey> CreateKey(const ApiKey& draft, const ServiceAccount& account, int64_t active,
                                 absl::string_view caller, absl::Time now);

// From ACTIVE to REVOKED, expired or not. Errors: ILLEGAL_TRANSITION.
absl::StatusOr<ApiKey> RevokeKey(const ApiKey& current, absl::Time now);

// A key that others can read since `now`; the same when they could before.
ApiKey MarkLeaked(const ApiKey& current, absl::Time now);

// The minute of a use, as it is noted; whether a use now is in a later one than the last.
absl::Time MinuteOf(absl::Time time);
bool UseIsNews(const ApiKey& current, absl::Time now);

}  // namespace steward::directory
