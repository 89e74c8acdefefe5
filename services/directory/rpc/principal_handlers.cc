#include "services/directory/rpc/principal_handlers.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "platform/auth/actor.h"
#include "platform/auth/guest.h"
#include "platform/observe/log.h"
#include "platform/status/macros.h"
#include "services/directory/domain/api_key.h"
#include "services/directory/domain/record.h"

namespace steward::directory {

using identity::v1::ReportLeakedKeyResponse;

namespace {

// The caller waits for it.
constexpr absl::Duration kNoteTime = absl::Milliseconds(100);

}  // namespace

absl::StatusOr<Principal> PrincipalHandlers::ResolvePrincipal(
    const Call& call, const identity::v1::ResolvePrincipalRequest& request) {
  return ResolveSubject(call, request.subject());
}

absl::StatusOr<Principal> PrincipalHandlers::ResolveGuest(
    const Call& call, const identity::v1::ResolveGuestRequest& request) {
  return ResolveIn(call, request.subject(), request.tenant());
}

absl::StatusOr<Principal> PrincipalHandlers::ResolveCaller(
    const Call& call, const identity::v1::ResolveCallerRequest& request) {
  Call within = call;
  if (const auto guest = auth::ParseGuest(request.subject())) {
    within.tenant = std::string(guest->tenant);
    return ResolveIn(within, guest->user, request.tenant());
  }
  within.tenant = request.tenant();
  return auth::IsOfToken(request.credential()) ? ResolveSubject(within, request.subject())
                                               : ResolveKeyNamed(within, request.credential());
}

absl::StatusOr<Principal> PrincipalHandlers::FindSubject(const Call& call,
                                                         absl::string_view subject) const {
  ASSIGN_OR_RETURN(const auto known, principals_->FindUser(call, subject));
  Principal principal = known ? PrincipalOf(*known, call.tenant, call.now()) : UnknownPrincipal();
  ASSIGN_OR_RETURN(const bool suspended, principals_->IsSuspended(call, call.tenant));
  principal.set_tenant_suspended(suspended);
  return principal;
}

absl::StatusOr<Principal> PrincipalHandlers::ResolveSubject(const Call& call,
                                                            absl::string_view subject) const {
  ASSIGN_OR_RETURN(Principal principal, FindSubject(call, subject));
  if (principal.state() == Principal::REFUSED) return principal;
  ASSIGN_OR_RETURN(const auto granted, principals_->FindGranted(call, call.tenant, call.tenant,
                                                                {absl::AsciiStrToLower(subject)}));
  AddGranted(granted, call.now(), &principal);
  return principal;
}

absl::StatusOr<Principal> PrincipalHandlers::ResolveIn(const Call& call, absl::string_view subject,
                                                       const std::string& tenant) const {
  ASSIGN_OR_RETURN(const Principal home, FindSubject(call, subject));
  std::vector<GrantedRole> granted;
  if (home.state() == Principal::ACTIVE) {
    ASSIGN_OR_RETURN(granted,
                     principals_->FindGranted(call, tenant, call.tenant, NamesForGrants(home)));
  }
  Principal guest = GuestOf(home, tenant, granted, call.now());
  bool suspended = home.tenant_suspended();
  if (!suspended && guest.state() == Principal::ACTIVE) {
    ASSIGN_OR_RETURN(suspended, principals_->IsSuspended(call, tenant));
  }
  guest.set_tenant_suspended(suspended);
  return guest;
}

absl::StatusOr<Principal> PrincipalHandlers::ResolveKeyNamed(const Call& call,
                                                             const std::string& name) const {
  KnownKey known;
  known.tenant = call.tenant;
  auto key = directory_->keys.Get(call, name);
  if (absl::IsNotFound(key.status())) return RefusedPrincipal();
  ASSIGN_OR_RETURN(known.key, std::move(key));
  ASSIGN_OR_RETURN(known.account,
                   directory_->accounts.Get(call, name.substr(0, name.find("/apiKeys/"))));
  Principal principal = PrincipalOf(known, call.now());
  ASSIGN_OR_RETURN(const bool suspended, principals_->IsSuspended(call, call.tenant));
  principal.set_tenant_suspended(suspended);
  return principal;
}

absl::StatusOr<Principal> PrincipalHandlers::ResolveApiKey(
    const Call& call, const identity::v1::ResolveApiKeyRequest& request) {
  ASSIGN_OR_RETURN(const auto known,
                   principals_->FindKey(call, request.key_id(), request.secret_digest()));
  if (!known) return RefusedPrincipal();
  Principal principal = PrincipalOf(*known, call.now());
  ASSIGN_OR_RETURN(const bool suspended, principals_->IsSuspended(call, known->tenant));
  principal.set_tenant_suspended(suspended);
  if (principal.state() != Principal::ACTIVE || !UseIsNews(known->key, call.now()))
    return principal;
  // That nobody learns of the use is no reason to lock the caller out.
  Call brief = call;
  brief.deadline = std::min(call.deadline, call.now() + kNoteTime);
  if (absl::Status status = principals_->NoteUse(brief, *known); !status.ok())
    observe::Log(observe::Level::kWarning, "the use of a key was not noted",
                 {{"error", errors::LogText(status)}, {"request_id", call.request_id}});
  return principal;
}

absl::StatusOr<ReportLeakedKeyResponse> PrincipalHandlers::ReportLeakedKey(
    const Call& call, const identity::v1::ReportLeakedKeyRequest& request) {
  ASSIGN_OR_RETURN(const auto known,
                   principals_->FindKey(call, request.key_id(), request.secret_digest()));
  if (!known) return ReportLeakedKeyResponse();
  Call within = call;
  within.tenant = known->tenant;
  RETURN_IF_ERROR(
      directory_->keys
          .Change(within, request, known->key.name(), "", EventType("api_key", "leaked"),
                  [&](const ApiKey& current) { return MarkLeaked(current, call.now()); })
          .status());
  return ReportLeakedKeyResponse();
}

void PrincipalHandlers::Register(rpc::Service* service) {
  service->Handle("ResolvePrincipal", this, &PrincipalHandlers::ResolvePrincipal)
      .Handle("ResolveGuest", this, &PrincipalHandlers::ResolveGuest)
      .Handle("ResolveApiKey", this, &PrincipalHandlers::ResolveApiKey)
      .Handle("ResolveCaller", this, &PrincipalHandlers::ResolveCaller)
      .Handle("ReportLeakedKey", this, &PrincipalHandlers::ReportLeakedKey);
}

}  // namespace steward::directory
