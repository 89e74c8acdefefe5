#include "services/change_approval/rpc/decision_link_handlers.h"

#include "platform/journal/mutate.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::approval {
namespace {

using identity::v1::Link;
using v1::DecisionLink;

constexpr char kPermission[] = "approvals.decide";

absl::Status CheckUser(const identity::v1::Principal& user) {
  if (user.tenant_suspended())
    return errors::Make(absl::StatusCode::kPermissionDenied, errors::Reason::TENANT_SUSPENDED,
                        "The operator of this installation has suspended the tenant.");
  if (user.state() == identity::v1::Principal::ACTIVE) return absl::OkStatus();
  return errors::ReferenceDisabled("token");
}

}  // namespace

absl::StatusOr<Call> DecisionLinkHandlers::CallOf(const Call& call, const Link& link) const {
  identity::v1::Identity identity;
  identity.set_tenant(link.tenant());
  identity.set_subject(link.subject());
  identity.set_credential("token");
  ASSIGN_OR_RETURN(const auto user, parts_.resolve_user(identity));
  RETURN_IF_ERROR(CheckUser(user));
  Call own = call;
  own.tenant = link.tenant();
  own.subject = link.subject();
  own.roles.assign(user.roles().begin(), user.roles().end());
  own.granted_role_count = static_cast<uint32_t>(user.roles_size());
  own.groups.assign(user.groups().begin(), user.groups().end());
  own.credential = "link";
  // Whoever is asked may answer, whatever their roles.
  own.permission = kPermission;
  own.scope = Scope::kTenant;
  return own;
}

absl::StatusOr<std::vector<std::string>> DecisionLinkHandlers::ActsFor(const Call& own,
                                                                       const Link& link) const {
  if (link.on_behalf_of().empty()) return std::vector<std::string>();
  return parts_.substitutes->Represented(own, link.subject(), {link.on_behalf_of()});
}

absl::StatusOr<DecisionLink> DecisionLinkHandlers::ReadDecisionLink(
    const Call& call, const v1::ReadDecisionLinkRequest& request) {
  ASSIGN_OR_RETURN(const Link link,
                   parts_.links.Verify(request.token(), kDecisionPurpose, call.now()));
  ASSIGN_OR_RETURN(const Call own, CallOf(call, link));
  ASSIGN_OR_RETURN(const auto acts_for, ActsFor(own, link));
  ASSIGN_OR_RETURN(const StoredApproval stored, parts_.store->Get(own, link.resource()));
  return ShowLink(stored.resource, link, acts_for, call.now());
}

absl::StatusOr<DecisionLink> DecisionLinkHandlers::FollowDecisionLink(
    const Call& call, const v1::FollowDecisionLinkRequest& request) {
  ASSIGN_OR_RETURN(const Link link,
                   parts_.links.Verify(request.token(), kDecisionPurpose, call.now()));
  ASSIGN_OR_RETURN(const Call own, CallOf(call, link));
  ASSIGN_OR_RETURN(const auto acts_for, ActsFor(own, link));
  ASSIGN_OR_RETURN(
      const Approval decided,
      journal::Mutate<Approval>(
          *parts_.journal, own, request, [&]() -> absl::StatusOr<ApprovalDecision> {
            ASSIGN_OR_RETURN(const StoredApproval stored, parts_.store->Get(own, link.resource()));
            ASSIGN_OR_RETURN(Steps steps,
                             DecideByLink(stored.resource, link, request, acts_for, own.now()));
            ApprovalDecision decision = parts_.store->Update(own, stored, std::move(steps));
            if (parts_.follow != nullptr)
              RETURN_IF_ERROR(parts_.follow(own, decision.resource, &decision.change));
            return decision;
          }));
  call.answer_metadata = own.answer_metadata;
  return ShowLink(decided, link, acts_for, call.now());
}

void DecisionLinkHandlers::Register(rpc::Service* service) {
  service->Handle("ReadDecisionLink", this, &DecisionLinkHandlers::ReadDecisionLink)
      .Handle("FollowDecisionLink", this, &DecisionLinkHandlers::FollowDecisionLink);
}

}  // namespace steward::approval
