#include "services/directory/scim/user_document.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "platform/status/errors.h"
#include "services/directory/scim/resource.h"
#include "services/directory/scim/schema.h"

namespace steward::directory::scim {
namespace {

using v1::User;

std::string TextIn(const Json* object, absl::string_view name) {
  const std::string* text = object == nullptr ? nullptr : object->FindString(name);
  return text == nullptr ? "" : *text;
}

bool IsPrimary(const Json& element) {
  const Json* primary = element.Find("primary");
  return primary != nullptr && primary->integer != 0;
}

// Of a list, the value that is kept: the primary, else the one for work, else the first.
std::string ChosenValue(const Json* list) {
  if (list == nullptr || list->elements.empty()) return "";
  const auto& all = list->elements;
  auto chosen = std::find_if(all.begin(), all.end(), IsPrimary);
  if (chosen == all.end())
    chosen = std::find_if(all.begin(), all.end(), [](const Json& each) {
      return absl::EqualsIgnoreCase(TextIn(&each, "type"), "work");
    });
  return TextIn(chosen == all.end() ? &all.front() : &*chosen, "value");
}

Json OneValue(absl::string_view value) {
  return List(
      {Object({{"value", Text(value)}, {"type", Text("work")}, {"primary", Boolean(true)}})});
}

std::string FirstOf(std::initializer_list<std::string> texts) {
  for (const std::string& text : texts)
    if (!text.empty()) return text;
  return "";
}

std::string Joined(const std::string& first, const std::string& last) {
  return absl::StrCat(first, first.empty() || last.empty() ? "" : " ", last);
}

void RenderName(const User& user, Json* resource) {
  Json name = Object();
  SetText("formatted", user.formatted_name(), &name);
  SetText("familyName", user.family_name(), &name);
  SetText("givenName", user.given_name(), &name);
  if (!name.members.empty()) Set("name", std::move(name), resource);
}

void RenderLists(const User& user, absl::Span<const GroupOfUser> groups, Json* resource) {
  if (!user.email().empty()) Set("emails", OneValue(user.email()), resource);
  if (!user.phone().empty()) Set("phoneNumbers", OneValue(user.phone()), resource);
  Json roles = List();
  for (const std::string& role : user.roles())
    roles.elements.push_back(Object({{"value", Text(role)}}));
  if (!roles.elements.empty()) Set("roles", std::move(roles), resource);
  Json all = List();
  for (const GroupOfUser& group : groups)
    all.elements.push_back(Object({{"value", Text(group.id)},
                                   {"$ref", Text(LocationOf("/Groups", group.id))},
                                   {"display", Text(group.display_name)}}));
  if (!all.elements.empty()) Set("groups", std::move(all), resource);
}

bool RenderEnterprise(const User& user, Json* resource) {
  Json extension = Object();
  SetText("organization", absl::StripPrefix(user.organization(), "organizations/"), &extension);
  if (!user.manager().empty()) {
    const absl::string_view id = absl::StripPrefix(user.manager(), "users/");
    Set("manager", Object({{"value", Text(id)}, {"$ref", Text(LocationOf("/Users", id))}}),
        &extension);
  }
  if (extension.members.empty()) return false;
  Set(kEnterpriseUrn, std::move(extension), resource);
  return true;
}

void ReadEnterprise(const Json* extension, User* user) {
  if (extension == nullptr) return;
  const std::string organization = TextIn(extension, "organization");
  if (!organization.empty()) user->set_organization(absl::StrCat("organizations/", organization));
  const std::string manager = TextIn(extension->Find("manager"), "value");
  if (!manager.empty()) user->set_manager(absl::StrCat("users/", manager));
}

}  // namespace

Json RenderUser(const User& user, absl::Span<const GroupOfUser> groups) {
  const std::string id(absl::StripPrefix(user.name(), "users/"));
  Json resource = Object({{"schemas", List({Text(kUserUrn)})}, {"id", Text(id)}});
  SetText("externalId", user.external_id(), &resource);
  SetText("userName", FirstOf({user.user_name(), id}), &resource);
  RenderName(user, &resource);
  SetText("displayName", user.display_name(), &resource);
  SetText("title", user.title(), &resource);
  SetText("locale", user.locale(), &resource);
  SetText("timezone", user.time_zone(), &resource);
  Set("active", Boolean(user.state() == User::ACTIVE), &resource);
  RenderLists(user, groups, &resource);
  if (RenderEnterprise(user, &resource))
    Find("schemas", &resource)->elements.push_back(Text(kEnterpriseUrn));
  Set("meta", MetaOf(UserType(), id, user.create_time(), user.update_time(), user.etag()),
      &resource);
  return resource;
}

absl::StatusOr<UserDraft> ReadUser(const Json& resource) {
  UserDraft draft;
  User& user = draft.user;
  const Json* name = resource.Find("name");
  user.set_user_name(TextIn(&resource, "userName"));
  if (user.user_name().empty()) return errors::InvalidField("userName", "must be set");
  user.set_formatted_name(TextIn(name, "formatted"));
  user.set_given_name(TextIn(name, "givenName"));
  user.set_family_name(TextIn(name, "familyName"));
  user.set_display_name(FirstOf({TextIn(&resource, "displayName"), user.formatted_name(),
                                 Joined(user.given_name(), user.family_name()), user.user_name()}));
  user.set_external_id(TextIn(&resource, "externalId"));
  user.set_title(TextIn(&resource, "title"));
  user.set_locale(absl::StrReplaceAll(TextIn(&resource, "locale"), {{"_", "-"}}));
  user.set_time_zone(TextIn(&resource, "timezone"));
  user.set_email(ChosenValue(resource.Find("emails")));
  user.set_phone(
      std::string(absl::StripPrefix(ChosenValue(resource.Find("phoneNumbers")), "tel:")));
  ReadEnterprise(resource.Find(kEnterpriseUrn), &user);
  if (const Json* active = resource.Find("active")) draft.active = active->integer != 0;
  if (const Json* roles = resource.Find("roles")) {
    draft.has_roles = true;
    for (const Json& role : roles->elements) user.add_roles(TextIn(&role, "value"));
  }
  return draft;
}

std::vector<std::string> FieldsOfUser() {
  return {"user_name",   "display_name", "given_name", "family_name", "formatted_name",
          "external_id", "title",        "locale",     "time_zone",   "email",
          "phone",       "organization", "manager"};
}

}  // namespace steward::directory::scim
