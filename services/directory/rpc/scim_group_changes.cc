#include "absl/strings/strip.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/rpc/group_members.h"
#include "services/directory/rpc/scim_answer.h"
#include "services/directory/rpc/scim_group_handlers.h"
#include "steward/directory/v1/group_service.pb.h"

namespace steward::directory {

using scim::GroupDraft;
using v1::Group;

namespace {

absl::StatusOr<Group> Updated(const Call& call, const Group& current, const Group& draft) {
  v1::UpdateGroupRequest update;
  *update.mutable_group() = draft;
  update.mutable_update_mask()->add_paths("display_name");
  update.mutable_update_mask()->add_paths("external_id");
  RETURN_IF_ERROR(CheckUpdate(call, update, current));
  return Patch(current, draft, update.update_mask(), "group", call.now());
}

absl::Status HalfDone(absl::string_view name) {
  return errors::Make(absl::StatusCode::kAborted, errors::Reason::CONCURRENT_CHANGE,
                      "Somebody else changed the group when some of the members had changed.",
                      {{"resource", std::string(name)}});
}

}  // namespace

absl::StatusOr<ScimGroupHandlers::Standing> ScimGroupHandlers::Load(const Call& call,
                                                                    const std::string& id,
                                                                    absl::string_view etag,
                                                                    bool comes_back) const {
  if (!resource::IsIdPart(id)) return errors::NotFound("groups");
  const std::string name = resource::FormatName("groups", id);
  Standing standing;
  ASSIGN_OR_RETURN(standing.group, directory_->groups.GetStored(call, name));
  const bool is_hidden = standing.group.resource.deprovisioned();
  if (is_hidden && !comes_back) return errors::NotFound(name);
  if (!is_hidden && comes_back) return errors::AlreadyExists(name);
  ASSIGN_OR_RETURN(standing.places, directory_->PlacesIn(call, id));
  for (const Directory::Place& place : standing.places)
    standing.versions += place.membership.version;
  standing.etag = scim::EtagOf(standing.group.resource, standing.versions);
  if (!resource::EtagMatches(etag, standing.etag)) return errors::StaleEtag(name);
  return standing;
}

ScimGroupHandlers::Decision ScimGroupHandlers::PlanRound(const Call& call, const Standing& standing,
                                                         Plan* plan, Settled* settled) const {
  const std::string id(absl::StripPrefix(standing.group.resource.name(), "groups/"));
  store::Steps<Group> steps(standing.group);
  const auto take = [&](Group to, absl::string_view verb) {
    steps.Take(
        directory_->groups.PlanChange(call, steps.at(), std::move(to), EventType("group", verb)));
  };
  if (plan->edit) {
    ASSIGN_OR_RETURN(GroupDraft draft, plan->edit(call, standing));
    plan->members = std::move(draft.members);
    ASSIGN_OR_RETURN(Group next, Updated(call, standing.group.resource, draft.group));
    take(std::move(next), "updated");
  }
  if (plan->comes_back) {
    ASSIGN_OR_RETURN(Group next, EnableProvisioned(steps.at().resource, call.now()));
    take(std::move(next), "enabled");
  }
  settled->members =
      plan->members.value_or(MembersAmong(standing.places, NowAmong(standing.places, call.now())));
  ASSIGN_OR_RETURN(journal::Change members,
                   plan->ends ? PlanLeaving(call, *directory_, standing.places, &settled->rest)
                              : PlanMembers(call, *directory_, id, standing.places,
                                            settled->members, &settled->rest));
  if (plan->ends && !settled->rest) {
    const bool was_active = standing.group.resource.state() == Group::ACTIVE;
    take(Deprovision(steps.at().resource, call.now()), was_active ? "disabled" : "updated");
  }
  journal::Decision<Group> decision = std::move(steps).Decision();
  // Each event of a membership is one version of it.
  settled->etag = scim::EtagOf(decision.resource,
                               standing.versions + static_cast<int64_t>(members.drafts.size()));
  settled->group = decision.resource;
  store::Append(std::move(members), &decision.change);
  auto& writes = decision.change.writes;
  if (writes.empty()) return decision;
  // Before the others, whose effects it would see.
  writes.insert(writes.begin(),
                directory_->CheckUnchanged(call, standing.group, standing.versions));
  return decision;
}

absl::StatusOr<ScimGroupHandlers::Settled> ScimGroupHandlers::Round(const Call& call,
                                                                    const std::string& id,
                                                                    absl::string_view etag,
                                                                    Plan* plan) const {
  Settled settled;
  const auto group = directory_->groups.Commit(call, v1::UpdateGroupRequest(), [&]() -> Decision {
    ASSIGN_OR_RETURN(const Standing standing, Load(call, id, etag, plan->comes_back));
    return PlanRound(call, standing, plan, &settled);
  });
  if (!group.ok()) return WithScimNames(group.status());
  return settled;
}

absl::StatusOr<ScimGroupHandlers::Settled> ScimGroupHandlers::Finish(const Call& call,
                                                                     const std::string& id,
                                                                     Settled begun,
                                                                     Plan plan) const {
  plan.edit = nullptr;
  plan.comes_back = false;
  while (begun.rest) {
    auto next = Round(call, id, begun.etag, &plan);
    if (errors::ReasonOf(next.status()) == errors::Reason::ETAG_MISMATCH)
      return HalfDone(begun.group.name());
    ASSIGN_OR_RETURN(begun, std::move(next));
  }
  return begun;
}

absl::StatusOr<ScimGroupHandlers::Settled> ScimGroupHandlers::Settle(const Call& call,
                                                                     const std::string& id,
                                                                     absl::string_view etag,
                                                                     Plan plan) const {
  ASSIGN_OR_RETURN(Settled begun, Round(call, id, etag, &plan));
  return Finish(call, id, std::move(begun), std::move(plan));
}

ScimGroupHandlers::Decision ScimGroupHandlers::PlanNew(const Call& call, const std::string& id,
                                                       const GroupDraft& draft,
                                                       Settled* settled) const {
  v1::CreateGroupRequest request;
  *request.mutable_group() = draft.group;
  request.mutable_group()->set_kind(Group::ASSIGNMENT);
  request.set_group_id(id);
  RETURN_IF_ERROR(CheckWrites(call, request));
  RETURN_IF_ERROR(resource::CheckRules(request));
  auto decision = directory_->groups.PlanCreate(
      call, id, 0, BeginActive(request.group(), call.now()), EventType("group", "created"));
  settled->members = draft.members.value_or(std::vector<std::string>());
  ASSIGN_OR_RETURN(auto change,
                   PlanMembers(call, *directory_, id, {}, settled->members, &settled->rest));
  settled->etag = scim::EtagOf(decision.resource, static_cast<int64_t>(change.drafts.size()));
  settled->group = decision.resource;
  store::Append(std::move(change), &decision.change);
  return decision;
}

}  // namespace steward::directory
