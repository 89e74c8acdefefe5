#pragma once

// What calls with a credential are decided by. Thread-safe.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "platform/call/call.h"
#include "platform/pg/pool.h"
#include "services/directory/domain/principal.h"

namespace steward::directory {

class Principals {
 public:
  // `operator_tenant` is the one that the tenants are resources of.
  Principals(pg::Pool* pool, std::string operator_tenant)
      : pool_(pool), operator_tenant_(std::move(operator_tenant)) {}

  // A user of the call's tenant, in whatever case the name is written; nothing when there is none.
  absl::StatusOr<absl::optional<KnownUser>> FindUser(const Call& call,
                                                     absl::string_view name) const;
  // The key of any tenant with that id and that digest of its secret, compared in constant time;
  // nothing when there is none.
  absl::StatusOr<absl::optional<KnownKey>> FindKey(const Call& call, absl::string_view key_id,
                                                   absl::string_view digest) const;
  // Whether the operator has suspended a tenant, such as "acme". One that is not registered is not.
  absl::StatusOr<bool> IsSuspended(const Call& call, absl::string_view tenant) const;
  // The roles that access grants of `tenant` give whoever has one of these names in `home`, in
  // lower case, as far as they have not ended; sorted.
  absl::StatusOr<std::vector<GrantedRole>> FindGranted(const Call& call, absl::string_view tenant,
                                                       absl::string_view home,
                                                       const std::vector<std::string>& names) const;
  // Notes that the key is used now.
  absl::Status NoteUse(const Call& call, const KnownKey& known) const;

 private:
  pg::Pool* pool_;
  const std::string operator_tenant_;
};

}  // namespace steward::directory
