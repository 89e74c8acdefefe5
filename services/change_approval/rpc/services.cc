#include "services/change_approval/rpc/services.h"

namespace steward::change {
namespace {

approval::ApprovalHandlers::Parts With(approval::ApprovalHandlers::Parts parts,
                                       const approval::FollowSubject& follow) {
  parts.follow = follow;
  return parts;
}

approval::DecisionLinkHandlers::Parts With(const approval::DecisionLinkHandlers::Parts& links,
                                           const approval::ApprovalHandlers::Parts& approvals,
                                           const approval::FollowSubject& follow) {
  return {links.links,     links.resolve_user, approvals.substitutes,
          approvals.store, approvals.journal,  follow};
}

template <class Request>
const google::protobuf::ServiceDescriptor* ServiceOf() {
  return Request::descriptor()->file()->service(0);
}

}  // namespace

Services::Services(const approval::ApprovalHandlers::Parts& approvals,
                   const approval::DecisionLinkHandlers::Parts& links, const ChangeStore* changes,
                   const ConfigurationItems* items, const audit::HistoryParts& history,
                   rpc::Interceptors* interceptors)
    : change_approvals_({changes, approvals.store, approvals.people, approvals.members}),
      follow_([this](const Call& call, const auto& after, journal::Change* change) {
        return change_approvals_.Follow(call, after, change);
      }),
      approvals_(With(approvals, follow_)),
      links_(With(links, approvals, follow_)),
      changes_({changes, &change_approvals_, approvals.people, items}),
      models_(changes, approvals.people),
      templates_(changes, items),
      history_(approvals.store, changes, history),
      approval_service_(ServiceOf<approval::v1::GetApprovalRequest>(), interceptors),
      link_service_(ServiceOf<approval::v1::ReadDecisionLinkRequest>(), interceptors),
      change_service_(ServiceOf<v1::GetChangeRequest>(), interceptors),
      model_service_(ServiceOf<v1::GetChangeModelRequest>(), interceptors),
      template_service_(ServiceOf<v1::GetChangeTemplateRequest>(), interceptors) {
  approvals_.Register(&approval_service_);
  links_.Register(&link_service_);
  changes_.Register(&change_service_);
  models_.Register(&model_service_);
  templates_.Register(&template_service_);
  history_.Register(&approval_service_, &change_service_);
}

}  // namespace steward::change
