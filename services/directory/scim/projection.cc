#include "services/directory/scim/projection.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace steward::directory::scim {
namespace {

// "name" is above "name.familyName", and so is a URN above its attributes.
bool IsAbove(absl::string_view upper, absl::string_view path) {
  return path.size() > upper.size() && absl::StartsWith(path, upper) &&
         (path[upper.size()] == '.' || path[upper.size()] == ':');
}

}  // namespace

Projection::Projection(const ResourceType& type, absl::string_view attributes,
                       absl::string_view excluded)
    : extension_(type.extension == nullptr ? "" : type.extension->urn),
      only_(PathsOf(type, attributes)),
      except_(PathsOf(type, excluded)) {}

Projection::Paths Projection::PathsOf(const ResourceType& type, absl::string_view list) {
  Paths paths;
  for (absl::string_view each : absl::StrSplit(list, ',')) {
    each = absl::StripAsciiWhitespace(each);
    if (each.empty()) continue;
    if (type.extension != nullptr && absl::EqualsIgnoreCase(each, type.extension->urn)) {
      paths.emplace_back(type.extension->urn);
      continue;
    }
    const auto path = ParseAttributePath(each);
    const Named named = path ? Resolve(type, *path) : Named();
    // It stands for nothing, so that a list of unknown names is not one of all attributes.
    if (named.attribute == nullptr) {
      paths.emplace_back();
      continue;
    }
    paths.push_back(
        absl::StrCat(named.extension == nullptr ? "" : absl::StrCat(named.extension->urn, ":"),
                     named.attribute->name, named.sub == nullptr ? "" : ".",
                     named.sub == nullptr ? "" : named.sub->name));
  }
  return paths;
}

Projection::Share Projection::ShareOf(const std::string& path) const {
  if (path == "id" || path == "schemas") return Share::kAll;
  Share share = only_.empty() ? Share::kAll : Share::kNone;
  for (const std::string& wanted : only_) {
    if (wanted == path || IsAbove(wanted, path)) share = Share::kAll;
    if (IsAbove(path, wanted) && share == Share::kNone) share = Share::kPart;
  }
  for (const std::string& unwanted : except_) {
    if (unwanted == path || IsAbove(unwanted, path)) return Share::kNone;
    if (IsAbove(path, unwanted) && share == Share::kAll) share = Share::kPart;
  }
  return share;
}

bool Projection::Includes(absl::string_view attribute) const {
  return ShareOf(std::string(attribute)) != Share::kNone;
}

void Projection::ApplyTo(const std::string& prefix, Json* object) const {
  for (Json& element : object->elements) ApplyTo(prefix, &element);
  auto& members = object->members;
  for (auto member = members.begin(); member != members.end();) {
    const std::string path = absl::StrCat(prefix, member->name);
    const Share share = ShareOf(path);
    if (share == Share::kPart)
      ApplyTo(absl::StrCat(path, path == extension_ ? ":" : "."), &member->value);
    member = share == Share::kNone ? members.erase(member) : member + 1;
  }
}

void Projection::Apply(Json* resource) const {
  if (!only_.empty() || !except_.empty()) ApplyTo("", resource);
}

}  // namespace steward::directory::scim
