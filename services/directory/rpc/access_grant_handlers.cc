#include "services/directory/rpc/access_grant_handlers.h"

#include "absl/strings/match.h"
#include "platform/auth/guest.h"
#include "platform/observe/log.h"
#include "platform/observe/metrics.h"
#include "platform/observe/uuid.h"
#include "platform/status/macros.h"
#include "services/directory/domain/access_grant.h"
#include "services/directory/domain/record.h"

namespace steward::directory {
namespace {

observe::Counter& Broken() {
  return observe::GetCounter("steward_directory_glass_broken_total",
                             "Users who made themselves administrators in an emergency.");
}

void Tell(const Call& call, const AccessGrant& grant) {
  Broken().Increment();
  observe::Log(observe::Level::kWarning, "the glass was broken",
               {{"tenant", call.tenant},
                {"subject", call.subject},
                {"grant", grant.name()},
                {"request_id", call.request_id}});
}

}  // namespace

absl::StatusOr<AccessGrant> AccessGrantHandlers::CreateAccessGrant(
    const Call& call, const v1::CreateAccessGrantRequest& request) {
  // What a guest was given is not theirs to hand on.
  if (auth::ParseGuest(call.subject)) return errors::PermissionDenied(call.permission);
  return grants_->Create(
      call, request, observe::NewUuid7(call.now()), EventType("access_grant", "created"),
      [&] { return CreateGrant(request.access_grant(), call.tenant, call.subject, call.now()); });
}

absl::StatusOr<AccessGrant> AccessGrantHandlers::GetAccessGrant(
    const Call& call, const v1::GetAccessGrantRequest& request) {
  return grants_->Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListAccessGrantsResponse>> AccessGrantHandlers::ListAccessGrants(
    const Call& call, const v1::ListAccessGrantsRequest& request) {
  return grants_->List<v1::ListAccessGrantsResponse>(call, request);
}

absl::StatusOr<AccessGrant> AccessGrantHandlers::RevokeAccessGrant(
    const Call& call, const v1::RevokeAccessGrantRequest& request) {
  return grants_->Change(
      call, request, request.name(), request.etag(), EventType("access_grant", "revoked"),
      [&](const AccessGrant& current) { return RevokeGrant(current, call.now()); });
}

absl::StatusOr<AccessGrant> AccessGrantHandlers::BreakGlass(const Call& call,
                                                            const v1::BreakGlassRequest& request) {
  if (!absl::StartsWith(call.subject, "users/")) return errors::PermissionDenied(call.permission);
  auto grant = grants_->Create(
      call, request, observe::NewUuid7(call.now()), EventType("access_grant", "glass_broken"),
      [&] { return directory::BreakGlass(request, call.tenant, call.subject, call.now()); });
  // A repeat was told before.
  if (grant.ok() && !request.validate_only() && call.answer_metadata.empty()) Tell(call, *grant);
  return grant;
}

void AccessGrantHandlers::Register(rpc::Service* service) {
  Broken();  // Counted from zero: an alarm sees a counter rise, not appear.
  service->Handle("CreateAccessGrant", this, &AccessGrantHandlers::CreateAccessGrant)
      .Handle("GetAccessGrant", this, &AccessGrantHandlers::GetAccessGrant)
      .Handle("ListAccessGrants", this, &AccessGrantHandlers::ListAccessGrants)
      .Handle("RevokeAccessGrant", this, &AccessGrantHandlers::RevokeAccessGrant)
      .Handle("BreakGlass", this, &AccessGrantHandlers::BreakGlass);
}

}  // namespace steward::directory
