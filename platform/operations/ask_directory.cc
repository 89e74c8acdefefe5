#include "platform/operations/ask_directory.h"

#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/identity/v1/principal_service.pb.h"

namespace steward::operations {
namespace {

constexpr char kMethod[] = "steward.identity.v1.PrincipalService/ResolveCaller";
constexpr absl::Duration kTimeout = absl::Seconds(1);

}  // namespace

ResolveCaller AskDirectory(const rpc::Client* directory) {
  return
      [directory](const identity::v1::Identity& caller) -> absl::StatusOr<identity::v1::Principal> {
        identity::v1::ResolveCallerRequest request;
        request.set_tenant(caller.tenant());
        request.set_subject(caller.subject());
        request.set_credential(caller.credential());
        identity::v1::Principal principal;
        RETURN_IF_ERROR(directory->Call(kMethod, request, &principal, kTimeout));
        if (principal.state() == identity::v1::Principal::STATE_UNSPECIFIED)
          return errors::Internal("the directory did not say who the caller is");
        return principal;
      };
}

}  // namespace steward::operations
