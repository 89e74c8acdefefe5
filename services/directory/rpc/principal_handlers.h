#pragma once

// steward.identity.v1.PrincipalService. Identity, permission and field rules were checked before.
// Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "services/directory/store/directory.h"
#include "services/directory/store/principals.h"
#include "steward/identity/v1/principal_service.pb.h"

namespace steward::directory {

class PrincipalHandlers {
 public:
  PrincipalHandlers(const Principals* principals, const Directory* directory)
      : principals_(principals), directory_(directory) {}

  absl::StatusOr<Principal> ResolvePrincipal(const Call&,
                                             const identity::v1::ResolvePrincipalRequest&);
  absl::StatusOr<Principal> ResolveGuest(const Call&, const identity::v1::ResolveGuestRequest&);
  absl::StatusOr<Principal> ResolveApiKey(const Call&, const identity::v1::ResolveApiKeyRequest&);
  absl::StatusOr<Principal> ResolveCaller(const Call&, const identity::v1::ResolveCallerRequest&);
  absl::StatusOr<identity::v1::ReportLeakedKeyResponse> ReportLeakedKey(
      const Call&, const identity::v1::ReportLeakedKeyRequest&);

  void Register(rpc::Service* service);

 private:
  absl::StatusOr<Principal> ResolveSubject(const Call& call, absl::string_view subject) const;
  // The same without what access grants give.
  absl::StatusOr<Principal> FindSubject(const Call& call, absl::string_view subject) const;
  // A subject of the call's tenant, in another one.
  absl::StatusOr<Principal> ResolveIn(const Call& call, absl::string_view subject,
                                      const std::string& tenant) const;
  // By its name.
  absl::StatusOr<Principal> ResolveKeyNamed(const Call& call, const std::string& name) const;

  const Principals* principals_;
  const Directory* directory_;
};

}  // namespace steward::directory
