#include "services/directory/rpc/scim_group_handlers.h"

#include "absl/strings/strip.h"
#include "platform/observe/uuid.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/rpc/group_members.h"
#include "services/directory/rpc/scim_answer.h"
#include "services/directory/scim/canonical.h"
#include "services/directory/scim/patch.h"
#include "steward/directory/v1/group_service.pb.h"

namespace steward::directory {

using scim::GroupDraft;
using scim::Json;
using scim::Projection;
using v1::Group;

namespace {

template <class Request>
Projection ProjectionOf(const Request& request) {
  return Projection(scim::GroupType(), request.attributes(), request.excluded_attributes());
}

absl::StatusOr<GroupDraft> ReadBody(const http::v1::RawBody& body) {
  ASSIGN_OR_RETURN(const Json given, scim::ParseMessage(scim::kGroupUrn, body));
  ASSIGN_OR_RETURN(const Json resource, scim::Canonical(scim::GroupType(), given));
  return scim::ReadGroup(resource);
}

std::string IdOf(const Group& group) {
  return std::string(absl::StripPrefix(group.name(), "groups/"));
}

absl::StatusOr<Group> Updated(const Call& call, const Group& current, const Group& draft) {
  v1::UpdateGroupRequest update;
  *update.mutable_group() = draft;
  update.mutable_update_mask()->add_paths("display_name");
  update.mutable_update_mask()->add_paths("external_id");
  RETURN_IF_ERROR(CheckWrites(call, update));
  return Patch(current, draft, update.update_mask(), "group", call.now());
}

}  // namespace

absl::StatusOr<std::vector<Json>> ScimGroupHandlers::Render(const Call& call,
                                                            const std::vector<Group>& groups,
                                                            const Projection& projection,
                                                            std::string* etag) const {
  std::vector<std::string> ids;
  for (const Group& group : groups) ids.push_back(IdOf(group));
  ASSIGN_OR_RETURN(auto versions, directory_->MembershipVersions(call, ids));
  std::map<std::string, std::vector<std::string>> members;
  if (projection.Includes("members") && HasPermission(call, "memberships.list")) {
    ASSIGN_OR_RETURN(members, directory_->MembersOf(call, ids));
  }
  std::vector<Json> resources;
  for (const Group& group : groups) {
    *etag = scim::EtagOf(group, versions[IdOf(group)]);
    resources.push_back(scim::RenderGroup(group, *etag, members[IdOf(group)]));
  }
  return resources;
}

ScimGroupHandlers::Answer ScimGroupHandlers::Page(const Call& call,
                                                  const scim::Search& search) const {
  const Projection projection(scim::GroupType(), search.attributes, search.excluded_attributes);
  ASSIGN_OR_RETURN(const auto page, directory_->FindGroups(call, search));
  std::string etag;
  ASSIGN_OR_RETURN(auto resources, Render(call, page.resources, projection, &etag));
  for (Json& resource : resources) projection.Apply(&resource);
  return ScimAnswer(scim::RenderList(page.total, search.start_index, std::move(resources)));
}

ScimGroupHandlers::Answer ScimGroupHandlers::List(const Call& call,
                                                  const v1::ListScimGroupsRequest& request) {
  return Page(call, scim::SearchOf(request));
}

ScimGroupHandlers::Answer ScimGroupHandlers::Search(const Call& call,
                                                    const v1::SearchScimGroupsRequest& request) {
  ASSIGN_OR_RETURN(const scim::Search search, scim::ReadSearch(request.body()));
  return Page(call, search);
}

absl::StatusOr<Group> ScimGroupHandlers::GetShown(const Call& call, const std::string& id) const {
  if (!resource::IsIdPart(id)) return errors::NotFound("groups");
  const std::string name = resource::FormatName("groups", id);
  ASSIGN_OR_RETURN(Group group, directory_->groups.Get(call, name));
  if (group.deprovisioned()) return errors::NotFound(name);
  return group;
}

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
  int64_t versions = 0;
  for (const Directory::Place& place : standing.places) versions += place.membership.version;
  standing.etag = scim::EtagOf(standing.group.resource, versions);
  if (!resource::EtagMatches(etag, standing.etag)) return errors::StaleEtag(name);
  return standing;
}

ScimGroupHandlers::Answer ScimGroupHandlers::AnswerWith(const Call& call, int status,
                                                        const std::string& id,
                                                        const Projection& projection) const {
  ASSIGN_OR_RETURN(const Group group, GetShown(call, id));
  std::string etag;
  ASSIGN_OR_RETURN(auto resources, Render(call, {group}, projection, &etag));
  return ScimResourceAnswer(status, std::move(resources.front()), etag, projection);
}

ScimGroupHandlers::Answer ScimGroupHandlers::Get(const Call& call,
                                                 const v1::GetScimGroupRequest& request) {
  return AnswerWith(call, 200, request.id(), ProjectionOf(request));
}

ScimGroupHandlers::Decision ScimGroupHandlers::PlanRound(const Call& call, const Standing& standing,
                                                         Plan* plan, bool* rest) const {
  const std::string id = IdOf(standing.group.resource);
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
  journal::Change members;
  *rest = false;
  if (plan->ends) {
    ASSIGN_OR_RETURN(members, PlanLeaving(call, *directory_, standing.places, rest));
  } else if (plan->members.has_value()) {
    ASSIGN_OR_RETURN(members,
                     PlanMembers(call, *directory_, id, standing.places, *plan->members, rest));
  }
  if (plan->ends && !*rest) {
    const bool was_active = standing.group.resource.state() == Group::ACTIVE;
    take(Deprovision(steps.at().resource, call.now()), was_active ? "disabled" : "updated");
  }
  journal::Decision<Group> decision = std::move(steps).Decision();
  store::Append(std::move(members), &decision.change);
  return decision;
}

absl::Status ScimGroupHandlers::Settle(const Call& call, const std::string& id,
                                       absl::string_view etag, Plan plan) const {
  for (bool rest = true; rest;) {
    const auto group = directory_->groups.Commit(call, v1::UpdateGroupRequest(), [&]() -> Decision {
      ASSIGN_OR_RETURN(const Standing standing, Load(call, id, etag, plan.comes_back));
      return PlanRound(call, standing, &plan, &rest);
    });
    if (!group.ok()) return WithScimNames(group.status());
    plan.edit = nullptr;
    plan.comes_back = false;
    etag = "";
  }
  return absl::OkStatus();
}

template <class Request>
ScimGroupHandlers::Answer ScimGroupHandlers::Change(const Call& call, const Request& request,
                                                    Plan plan) const {
  RETURN_IF_ERROR(Settle(call, request.id(), request.etag(), std::move(plan)));
  return AnswerWith(call, 200, request.id(), ProjectionOf(request));
}

ScimGroupHandlers::Decision ScimGroupHandlers::PlanNew(const Call& call, const std::string& id,
                                                       const GroupDraft& draft, bool* rest) const {
  v1::CreateGroupRequest request;
  *request.mutable_group() = draft.group;
  request.mutable_group()->set_kind(Group::ASSIGNMENT);
  request.set_group_id(id);
  RETURN_IF_ERROR(CheckWrites(call, request));
  RETURN_IF_ERROR(resource::CheckRules(request));
  auto decision = directory_->groups.PlanCreate(
      call, id, 0, BeginActive(request.group(), call.now()), EventType("group", "created"));
  const std::vector<std::string> members = draft.members.value_or(std::vector<std::string>());
  ASSIGN_OR_RETURN(auto change, PlanMembers(call, *directory_, id, {}, members, rest));
  store::Append(std::move(change), &decision.change);
  return decision;
}

ScimGroupHandlers::Answer ScimGroupHandlers::Create(const Call& call,
                                                    const v1::CreateScimGroupRequest& request) {
  ASSIGN_OR_RETURN(const GroupDraft draft, ReadBody(request.body()));
  std::string id = draft.group.display_name();
  bool is_free = resource::IsIdPart(id);
  if (is_free) {
    const auto known = directory_->groups.GetStored(call, resource::FormatName("groups", id));
    if (known.ok() && known->resource.deprovisioned()) {
      RETURN_IF_ERROR(CheckPermission(call, "groups.update"));
      Plan plan;
      plan.edit = [&](const Call&, const Standing&) { return draft; };
      plan.comes_back = true;
      RETURN_IF_ERROR(Settle(call, id, "", std::move(plan)));
      return AnswerWith(call, 201, id, ProjectionOf(request));
    }
    ASSIGN_OR_RETURN(const bool taken, directory_->groups.IsTaken(call, id));
    is_free = !taken;
  }
  if (!is_free) id = observe::NewUuid4();
  bool rest = false;
  const auto group = directory_->groups.Commit(call, v1::CreateGroupRequest(),
                                               [&] { return PlanNew(call, id, draft, &rest); });
  if (!group.ok()) return WithScimNames(group.status());
  Plan plan;
  plan.members = draft.members;
  if (rest) RETURN_IF_ERROR(Settle(call, id, "", std::move(plan)));
  return AnswerWith(call, 201, id, ProjectionOf(request));
}

ScimGroupHandlers::Answer ScimGroupHandlers::Replace(const Call& call,
                                                     const v1::ReplaceScimGroupRequest& request) {
  Plan plan;
  plan.edit = [&](const Call&, const Standing&) { return ReadBody(request.body()); };
  return Change(call, request, std::move(plan));
}

ScimGroupHandlers::Answer ScimGroupHandlers::Patch(const Call& call,
                                                   const v1::PatchScimGroupRequest& request) {
  Plan plan;
  plan.edit = [&](const Call& now, const Standing& standing) -> absl::StatusOr<GroupDraft> {
    ASSIGN_OR_RETURN(const Json message, scim::ParseMessage(scim::kPatchOpUrn, request.body()));
    ASSIGN_OR_RETURN(const auto operations, scim::ParsePatch(message));
    std::vector<std::string> members;
    for (const Directory::Place& place : standing.places)
      if (IsMember(place, now.now())) members.push_back(place.user_id);
    Json resource = scim::RenderGroup(standing.group.resource, standing.etag, members);
    RETURN_IF_ERROR(scim::ApplyPatch(scim::GroupType(), operations, &resource));
    ASSIGN_OR_RETURN(GroupDraft draft, scim::ReadGroup(resource));
    // Whoever is no longer there was taken away.
    if (!draft.members.has_value()) draft.members.emplace();
    return draft;
  };
  return Change(call, request, std::move(plan));
}

ScimGroupHandlers::Answer ScimGroupHandlers::Delete(const Call& call,
                                                    const v1::DeleteScimGroupRequest& request) {
  Plan plan;
  plan.ends = true;
  RETURN_IF_ERROR(Settle(call, request.id(), request.etag(), std::move(plan)));
  return ScimNoContent();
}

void ScimGroupHandlers::Register(rpc::Service* service) {
  service->Handle("ListScimGroups", this, &ScimGroupHandlers::List)
      .Handle("SearchScimGroups", this, &ScimGroupHandlers::Search)
      .Handle("GetScimGroup", this, &ScimGroupHandlers::Get)
      .Handle("CreateScimGroup", this, &ScimGroupHandlers::Create)
      .Handle("ReplaceScimGroup", this, &ScimGroupHandlers::Replace)
      .Handle("PatchScimGroup", this, &ScimGroupHandlers::Patch)
      .Handle("DeleteScimGroup", this, &ScimGroupHandlers::Delete);
}

}  // namespace steward::directory
