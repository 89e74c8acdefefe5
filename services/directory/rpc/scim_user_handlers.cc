#include "services/directory/rpc/scim_user_handlers.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/access/read_rule.h"
#include "platform/observe/uuid.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "services/directory/domain/record.h"
#include "services/directory/domain/roles.h"
#include "services/directory/rpc/group_members.h"
#include "services/directory/rpc/scim_answer.h"
#include "services/directory/rpc/substitute_ends.h"
#include "services/directory/scim/canonical.h"
#include "services/directory/scim/patch.h"

namespace steward::directory {

using scim::Json;
using scim::Projection;
using scim::UserDraft;
using v1::User;

namespace {

template <class Request>
Projection ProjectionOf(const Request& request) {
  return Projection(scim::UserType(), request.attributes(), request.excluded_attributes());
}

absl::StatusOr<UserDraft> ReadBody(const http::v1::RawBody& body) {
  ASSIGN_OR_RETURN(const Json given, scim::ParseMessage(scim::kUserUrn, body));
  ASSIGN_OR_RETURN(const Json resource, scim::Canonical(scim::UserType(), given));
  return scim::ReadUser(resource);
}

v1::UpdateUserRequest UpdateOf(const User& current, const UserDraft& draft) {
  v1::UpdateUserRequest update;
  *update.mutable_user() = draft.user;
  update.mutable_user()->set_name(current.name());
  // Who goes by the id goes on to.
  if (current.user_name().empty() &&
      current.name() == resource::FormatName("users", draft.user.user_name()))
    update.mutable_user()->clear_user_name();
  for (const std::string& field : scim::FieldsOfUser())
    update.mutable_update_mask()->add_paths(field);
  if (draft.has_roles && !AreSame(draft.user.roles(), current.roles()))
    update.mutable_update_mask()->add_paths("roles");
  return update;
}

// What belongs to one person is not for the next of the same name.
bool IsAnother(const UserDraft& draft, const User& stored) {
  return !draft.user.external_id().empty() && !stored.external_id().empty() &&
         draft.user.external_id() != stored.external_id();
}

}  // namespace

absl::StatusOr<std::vector<Json>> ScimUserHandlers::Render(const Call& call,
                                                           const std::vector<User>& users,
                                                           const Projection& projection) const {
  std::map<std::string, Directory::GroupNames> groups;
  if (projection.Includes("groups") && HasPermission(call, "memberships.list")) {
    std::vector<std::string> ids;
    for (const User& user : users) ids.emplace_back(absl::StripPrefix(user.name(), "users/"));
    ASSIGN_OR_RETURN(groups, directory_->GroupsOf(call, ids));
  }
  const auto& fields = access::ReadRule::Of(User::descriptor());
  std::vector<Json> resources;
  for (User user : users) {
    fields.Conceal(access::ViewerOf(call), &user);
    std::vector<scim::GroupOfUser> own;
    for (const auto& [id, name] : groups[std::string(absl::StripPrefix(user.name(), "users/"))])
      own.push_back({id, name});
    resources.push_back(scim::RenderUser(user, own));
  }
  return resources;
}

ScimUserHandlers::Answer ScimUserHandlers::AnswerWith(const Call& call, int status,
                                                      const User& user,
                                                      const Projection& projection) const {
  ASSIGN_OR_RETURN(auto resources, Render(call, {user}, projection));
  return ScimResourceAnswer(status, std::move(resources.front()), user.etag(), projection);
}

ScimUserHandlers::Answer ScimUserHandlers::Page(const Call& call,
                                                const scim::Search& search) const {
  const Projection projection(scim::UserType(), search.attributes, search.excluded_attributes);
  ASSIGN_OR_RETURN(const auto page, directory_->FindUsers(call, search));
  ASSIGN_OR_RETURN(auto resources, Render(call, page.resources, projection));
  for (Json& resource : resources) projection.Apply(&resource);
  return ScimAnswer(scim::RenderList(page.total, search.start_index, std::move(resources)));
}

ScimUserHandlers::Answer ScimUserHandlers::List(const Call& call,
                                                const v1::ListScimUsersRequest& request) {
  return Page(call, scim::SearchOf(request));
}

ScimUserHandlers::Answer ScimUserHandlers::Search(const Call& call,
                                                  const v1::SearchScimUsersRequest& request) {
  ASSIGN_OR_RETURN(const scim::Search search, scim::ReadSearch(request.body()));
  return Page(call, search);
}

absl::StatusOr<ScimUserHandlers::Stored> ScimUserHandlers::Load(const Call& call,
                                                                const std::string& id,
                                                                absl::string_view etag) const {
  const std::string name = resource::FormatName("users", id);
  if (!resource::IsIdPart(id)) return errors::NotFound("users");
  ASSIGN_OR_RETURN(Stored stored, directory_->users.GetStored(call, name));
  if (stored.resource.deprovisioned()) return errors::NotFound(name);
  if (!resource::EtagMatches(etag, stored.resource.etag())) return errors::StaleEtag(name);
  return stored;
}

ScimUserHandlers::Answer ScimUserHandlers::Get(const Call& call,
                                               const v1::GetScimUserRequest& request) {
  ASSIGN_OR_RETURN(const Stored stored, Load(call, request.id(), ""));
  return AnswerWith(call, 200, stored.resource, ProjectionOf(request));
}

absl::StatusOr<std::string> ScimUserHandlers::NewId(const Call& call,
                                                    const std::string& user_name) const {
  if (resource::IsIdPart(user_name)) {
    ASSIGN_OR_RETURN(const bool taken, directory_->users.IsTaken(call, user_name));
    if (!taken) return user_name;
  }
  return observe::NewUuid4();
}

ScimUserHandlers::Decision ScimUserHandlers::PlanChange(const Call& call, Stored stored,
                                                        const UserDraft& draft,
                                                        bool comes_back) const {
  User current = stored.resource;
  // Who comes back may be somebody else: no right is left over from before.
  if (comes_back) current.clear_roles();
  if (comes_back) current.clear_vip();
  const v1::UpdateUserRequest update = UpdateOf(current, draft);
  RETURN_IF_ERROR(CheckUpdate(call, update, current));
  ASSIGN_OR_RETURN(User next, decisions_.Update(call, current, update));
  const bool was_active = stored.resource.state() == User::ACTIVE;
  if (comes_back) next.clear_deprovisioned();
  store::Steps<User> steps(std::move(stored));
  const auto take = [&](User to, absl::string_view verb) {
    steps.Take(
        directory_->users.PlanChange(call, steps.at(), std::move(to), EventType("user", verb)));
  };
  take(std::move(next), "updated");
  const bool active = draft.active.value_or(was_active || comes_back);
  if (active && !was_active) {
    ASSIGN_OR_RETURN(User enabled, decisions_.Enable(call, steps.at().resource));
    take(std::move(enabled), "enabled");
  } else if (!active && was_active) {
    ASSIGN_OR_RETURN(User disabled, decisions_.Disable(call, steps.at().resource));
    take(std::move(disabled), "disabled");
  }
  return std::move(steps).Decision();
}

ScimUserHandlers::Decision ScimUserHandlers::PlanNew(const Call& call, const std::string& id,
                                                     const UserDraft& draft) const {
  v1::CreateUserRequest request;
  *request.mutable_user() = draft.user;
  request.set_user_id(id);
  RETURN_IF_ERROR(CheckWrites(call, request));
  RETURN_IF_ERROR(resource::CheckRules(request));
  ASSIGN_OR_RETURN(User user, decisions_.Create(call, id, draft.user));
  store::Steps<User> steps(Stored{});
  steps.Take(
      directory_->users.PlanCreate(call, id, 0, std::move(user), EventType("user", "created")));
  if (!draft.active.value_or(true)) {
    ASSIGN_OR_RETURN(User disabled, decisions_.Disable(call, steps.at().resource));
    steps.Take(directory_->users.PlanChange(call, steps.at(), std::move(disabled),
                                            EventType("user", "disabled")));
  }
  return std::move(steps).Decision();
}

ScimUserHandlers::Answer ScimUserHandlers::Create(const Call& call,
                                                  const v1::CreateScimUserRequest& request) {
  ASSIGN_OR_RETURN(const UserDraft draft, ReadBody(request.body()));
  // Nothing tells a repeat from another request, and no hash of what may hold a password is kept.
  auto user = directory_->users.Commit(call, v1::CreateScimUserRequest(), [&]() -> Decision {
    ASSIGN_OR_RETURN(const std::string holder, directory_->UserNamed(call, draft.user.user_name()));
    if (holder.empty()) {
      ASSIGN_OR_RETURN(const std::string id, NewId(call, draft.user.user_name()));
      return PlanNew(call, id, draft);
    }
    const std::string name = resource::FormatName("users", holder);
    ASSIGN_OR_RETURN(Stored stored, directory_->users.GetStored(call, name));
    if (!stored.resource.deprovisioned() || IsAnother(draft, stored.resource))
      return errors::AlreadyExists(name);
    RETURN_IF_ERROR(CheckPermission(call, "users.update"));
    return PlanChange(call, std::move(stored), draft, /*comes_back=*/true);
  });
  if (!user.ok()) return WithScimNames(user.status());
  return AnswerWith(call, 201, *user, ProjectionOf(request));
}

template <class Request>
ScimUserHandlers::Answer ScimUserHandlers::Change(const Call& call, const Request& request,
                                                  const Edit& edit) const {
  auto user = directory_->users.Commit(call, Request(), [&]() -> Decision {
    ASSIGN_OR_RETURN(Stored stored, Load(call, request.id(), request.etag()));
    ASSIGN_OR_RETURN(const UserDraft draft, edit(stored.resource));
    return PlanChange(call, std::move(stored), draft, /*comes_back=*/false);
  });
  if (!user.ok()) return WithScimNames(user.status());
  return AnswerWith(call, 200, *user, ProjectionOf(request));
}

ScimUserHandlers::Answer ScimUserHandlers::Replace(const Call& call,
                                                   const v1::ReplaceScimUserRequest& request) {
  return Change(call, request, [&](const User&) { return ReadBody(request.body()); });
}

ScimUserHandlers::Answer ScimUserHandlers::Patch(const Call& call,
                                                 const v1::PatchScimUserRequest& request) {
  return Change(call, request, [&](const User& current) -> absl::StatusOr<UserDraft> {
    ASSIGN_OR_RETURN(const Json message, scim::ParseMessage(scim::kPatchOpUrn, request.body()));
    ASSIGN_OR_RETURN(const auto operations, scim::ParsePatch(message));
    Json resource = scim::RenderUser(current, {});
    RETURN_IF_ERROR(scim::ApplyPatch(scim::UserType(), operations, &resource));
    ASSIGN_OR_RETURN(UserDraft draft, scim::ReadUser(resource));
    // What is no longer there was taken away.
    draft.has_roles = true;
    return draft;
  });
}

ScimUserHandlers::Decision ScimUserHandlers::PlanDelete(const Call& call, const std::string& id,
                                                        absl::string_view etag, bool* rest) const {
  ASSIGN_OR_RETURN(const Stored stored, Load(call, id, etag));
  ASSIGN_OR_RETURN(User next, decisions_.Deprovision(call, stored.resource));
  ASSIGN_OR_RETURN(const auto places, directory_->PlacesOf(call, id));
  ASSIGN_OR_RETURN(auto change, PlanLeaving(call, *directory_, places, rest));
  if (!*rest) {
    ASSIGN_OR_RETURN(auto ends, PlanSubstituteEnds(call, *directory_, id, rest));
    store::Append(std::move(ends), &change);
  }
  const bool was_active = stored.resource.state() == User::ACTIVE;
  if (*rest && !was_active) return journal::Decision<User>{stored.resource, std::move(change)};
  // Nobody may be left to finish: who is locked out stays so, and SCIM shows whom to delete again.
  if (*rest) next.clear_deprovisioned();
  auto decision = directory_->users.PlanChange(
      call, stored, std::move(next), EventType("user", was_active ? "disabled" : "updated"));
  store::Append(std::move(change), &decision.change);
  return decision;
}

ScimUserHandlers::Answer ScimUserHandlers::Delete(const Call& call,
                                                  const v1::DeleteScimUserRequest& request) {
  // The first change makes another etag.
  std::string etag = request.etag();
  for (bool rest = true; rest; etag.clear()) {
    const auto user = directory_->users.Commit(call, v1::DeleteScimUserRequest(), [&] {
      return PlanDelete(call, request.id(), etag, &rest);
    });
    if (!user.ok()) return user.status();
  }
  return ScimNoContent();
}

void ScimUserHandlers::Register(rpc::Service* service) {
  service->Handle("ListScimUsers", this, &ScimUserHandlers::List)
      .Handle("SearchScimUsers", this, &ScimUserHandlers::Search)
      .Handle("GetScimUser", this, &ScimUserHandlers::Get)
      .Handle("CreateScimUser", this, &ScimUserHandlers::Create)
      .Handle("ReplaceScimUser", this, &ScimUserHandlers::Replace)
      .Handle("PatchScimUser", this, &ScimUserHandlers::Patch)
      .Handle("DeleteScimUser", this, &ScimUserHandlers::Delete);
}

}  // namespace steward::directory
