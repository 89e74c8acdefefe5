#include "services/directory/rpc/scim_group_handlers.h"

#include "absl/strings/strip.h"
#include "platform/observe/uuid.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
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

// Not as it stands by now: others may have changed it since.
ScimGroupHandlers::Answer ScimGroupHandlers::AnswerWith(const Call& call, int status,
                                                        const Settled& settled,
                                                        const Projection& projection) const {
  std::vector<std::string> members;
  if (HasPermission(call, "memberships.list")) members = settled.members;
  return ScimResourceAnswer(status, scim::RenderGroup(settled.group, settled.etag, members),
                            settled.etag, projection);
}

ScimGroupHandlers::Answer ScimGroupHandlers::Get(const Call& call,
                                                 const v1::GetScimGroupRequest& request) {
  const std::string name = resource::FormatName("groups", request.id());
  if (!resource::IsIdPart(request.id())) return errors::NotFound("groups");
  ASSIGN_OR_RETURN(const Group group, directory_->groups.Get(call, name));
  if (group.deprovisioned()) return errors::NotFound(name);
  const Projection projection = ProjectionOf(request);
  std::string etag;
  ASSIGN_OR_RETURN(auto resources, Render(call, {group}, projection, &etag));
  return ScimResourceAnswer(200, std::move(resources.front()), etag, projection);
}

template <class Request>
ScimGroupHandlers::Answer ScimGroupHandlers::Change(const Call& call, const Request& request,
                                                    Plan plan) const {
  ASSIGN_OR_RETURN(const Settled settled,
                   Settle(call, request.id(), request.etag(), std::move(plan)));
  return AnswerWith(call, 200, settled, ProjectionOf(request));
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
      ASSIGN_OR_RETURN(const Settled back, Settle(call, id, "", std::move(plan)));
      return AnswerWith(call, 201, back, ProjectionOf(request));
    }
    ASSIGN_OR_RETURN(const bool taken, directory_->groups.IsTaken(call, id));
    is_free = !taken;
  }
  if (!is_free) id = observe::NewUuid4();
  Settled begun;
  const auto group = directory_->groups.Commit(call, v1::CreateGroupRequest(),
                                               [&] { return PlanNew(call, id, draft, &begun); });
  if (!group.ok()) return WithScimNames(group.status());
  Plan plan;
  plan.members = draft.members;
  ASSIGN_OR_RETURN(const Settled settled, Finish(call, id, std::move(begun), std::move(plan)));
  return AnswerWith(call, 201, settled, ProjectionOf(request));
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
    const std::vector<std::string> members =
        MembersAmong(standing.places, NowAmong(standing.places, now.now()));
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
  RETURN_IF_ERROR(Settle(call, request.id(), request.etag(), std::move(plan)).status());
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
