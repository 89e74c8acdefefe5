#pragma once

// steward.directory.v1.SubstituteService. Each method reads load → decide → commit; identity,
// permission and field rules were checked before. Thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/directory/store/directory.h"
#include "steward/directory/v1/substitute_service.pb.h"

namespace steward::directory {

class SubstituteHandlers {
 public:
  explicit SubstituteHandlers(const Directory* directory) : directory_(directory) {}

  absl::StatusOr<v1::Substitute> CreateSubstitute(const Call&, const v1::CreateSubstituteRequest&);
  absl::StatusOr<v1::Substitute> GetSubstitute(const Call&, const v1::GetSubstituteRequest&);
  absl::StatusOr<Encoded<v1::ListSubstitutesResponse>> ListSubstitutes(
      const Call&, const v1::ListSubstitutesRequest&);
  absl::StatusOr<v1::Substitute> UpdateSubstitute(const Call&, const v1::UpdateSubstituteRequest&);
  absl::StatusOr<v1::Substitute> DeleteSubstitute(const Call&, const v1::DeleteSubstituteRequest&);

  void Register(rpc::Service* service);

 private:
  // Whether the caller may do this to the substitutes of the user, and there is such a user.
  // Errors: PERMISSION_DENIED, RESOURCE_NOT_FOUND.
  absl::Status CheckUser(const Call& call, const std::string& user) const;

  const Directory* directory_;
};

}  // namespace steward::directory
