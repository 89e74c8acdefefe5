#include "services/directory/scim/group_document.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/directory/scim/resource.h"
#include "services/directory/scim/schema.h"

namespace steward::directory::scim {
namespace {

using v1::Group;

absl::StatusOr<std::vector<std::string>> ReadMembers(const Json& list) {
  std::vector<std::string> ids;
  ids.reserve(list.elements.size());
  for (const Json& element : list.elements) {
    const std::string* type = element.FindString("type");
    if (type != nullptr && !absl::EqualsIgnoreCase(*type, "User"))
      return errors::InvalidField("members.type", "must be User: groups hold no groups");
    const std::string* value = element.FindString("value");
    if (value == nullptr || value->empty())
      return errors::InvalidField("members.value", "must be set");
    ids.push_back(*value);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace

std::string EtagOf(const Group& group, int64_t versions) {
  return absl::StrCat(group.etag(), ".", versions);
}

Json RenderGroup(const Group& group, absl::string_view etag,
                 absl::Span<const std::string> members) {
  const std::string id(absl::StripPrefix(group.name(), "groups/"));
  Json resource = Object({{"schemas", List({Text(kGroupUrn)})}, {"id", Text(id)}});
  SetText("externalId", group.external_id(), &resource);
  SetText("displayName", group.display_name(), &resource);
  Json all = List();
  for (const std::string& member : members)
    all.elements.push_back(Object({{"value", Text(member)},
                                   {"$ref", Text(LocationOf("/Users", member))},
                                   {"type", Text("User")}}));
  if (!all.elements.empty()) Set("members", std::move(all), &resource);
  Set("meta", MetaOf(GroupType(), id, group.create_time(), group.update_time(), etag), &resource);
  return resource;
}

absl::StatusOr<GroupDraft> ReadGroup(const Json& resource) {
  GroupDraft draft;
  const std::string* name = resource.FindString("displayName");
  if (name == nullptr || name->empty()) return errors::InvalidField("displayName", "must be set");
  draft.group.set_display_name(*name);
  if (const std::string* key = resource.FindString("externalId")) draft.group.set_external_id(*key);
  if (const Json* members = resource.Find("members")) {
    ASSIGN_OR_RETURN(draft.members, ReadMembers(*members));
  }
  return draft;
}

}  // namespace steward::directory::scim
