#include "services/directory/scim/patch_target.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/directory/scim/canonical.h"
#include "services/directory/scim/match.h"

namespace steward::directory::scim {
namespace {

// What an element is known by: its value, else all of it.
std::string KeyOf(const Json& element) {
  const std::string* value = element.FindString("value");
  return value != nullptr ? *value : Print(element);
}

absl::flat_hash_set<std::string> KeysOf(const Json& list) {
  absl::flat_hash_set<std::string> keys;
  for (const Json& element : list.elements) keys.insert(KeyOf(element));
  return keys;
}

bool IsPrimary(const Json& element) {
  const Json* primary = element.Find("primary");
  return primary != nullptr && primary->integer != 0;
}

void Merge(const Json& from, Json* into) {
  for (const Json::Member& member : from.members) Set(member.name, member.value, into);
}

}  // namespace

absl::Status PatchTarget::Apply(Kind kind, const Json& value) {
  if (kind != Kind::kRemove && value.kind == Json::Kind::kNull && kind == Kind::kAdd)
    return errors::InvalidField(attribute_.name, "must have a value to add");
  // To replace by nothing is to remove.
  if (value.kind == Json::Kind::kNull) kind = Kind::kRemove;
  if (path_.filter.has_value()) return ApplyToSelected(kind, value);
  return attribute_.multi_valued ? ApplyToList(kind, value) : ApplyToSingle(kind, value);
}

Json& PatchTarget::Elements() {
  if (Find(attribute_.name, holder_) == nullptr) Set(attribute_.name, List(), holder_);
  return *Find(attribute_.name, holder_);
}

absl::Status PatchTarget::ApplyToElement(Kind kind, const Json& value, Json* element) const {
  if (sub_ == nullptr) {
    ASSIGN_OR_RETURN(Json canonical, CanonicalElement(attribute_, value));
    Merge(canonical, element);
    return absl::OkStatus();
  }
  if (kind == Kind::kRemove) {
    Remove(sub_->name, element);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Json canonical, CanonicalElement(*sub_, value));
  Set(sub_->name, std::move(canonical), element);
  return absl::OkStatus();
}

absl::Status PatchTarget::AddSelected(const Json& value) {
  Json element = Object();
  if (!FillFrom(attribute_, *path_.filter, &element))
    return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::NO_TARGET,
                        "The filter of a path selects nothing.");
  RETURN_IF_ERROR(ApplyToElement(Kind::kAdd, value, &element));
  Elements().elements.push_back(std::move(element));
  return absl::OkStatus();
}

absl::Status PatchTarget::ApplyToSelected(Kind kind, const Json& value) {
  if (!attribute_.multi_valued)
    return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_PATH,
                        "A path has a filter where there is no list.");
  RETURN_IF_ERROR(CheckSelector(attribute_, *path_.filter));
  auto& elements = Elements().elements;
  const auto selected = [&](const Json& element) {
    return Matches(attribute_, *path_.filter, element);
  };
  if (kind == Kind::kRemove && sub_ == nullptr) {
    elements.erase(std::remove_if(elements.begin(), elements.end(), selected), elements.end());
    return absl::OkStatus();
  }
  bool found = false;
  for (Json& element : elements) {
    if (!selected(element)) continue;
    found = true;
    RETURN_IF_ERROR(ApplyToElement(kind, value, &element));
  }
  if (found || kind == Kind::kRemove) return absl::OkStatus();
  if (kind == Kind::kAdd) return AddSelected(value);
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::NO_TARGET,
                      "The filter of a path selects nothing.");
}

absl::Status PatchTarget::ApplyToList(Kind kind, const Json& value) {
  auto& elements = Elements().elements;
  if (sub_ != nullptr) {
    if (elements.empty() && kind != Kind::kRemove) elements.push_back(Object());
    for (Json& element : elements) RETURN_IF_ERROR(ApplyToElement(kind, value, &element));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(Json given, CanonicalValue(attribute_, value));
  if (kind == Kind::kReplace || (kind == Kind::kRemove && given.elements.empty())) {
    elements = std::move(given.elements);
    return absl::OkStatus();
  }
  if (kind == Kind::kRemove) {
    const auto keys = KeysOf(given);
    elements.erase(std::remove_if(elements.begin(), elements.end(),
                                  [&](const Json& each) { return keys.contains(KeyOf(each)); }),
                   elements.end());
    return absl::OkStatus();
  }
  // Of the few that are given, not of all that are there.
  auto fresh = KeysOf(given);
  for (const Json& old : elements) {
    const std::string* key = old.FindString("value");
    fresh.erase(key != nullptr ? *key : Print(old));
  }
  // The primary is the one that was added last (RFC 7644 §3.5.2).
  if (std::any_of(given.elements.begin(), given.elements.end(), IsPrimary))
    for (Json& old : elements) Remove("primary", &old);
  for (Json& each : given.elements)
    if (fresh.erase(KeyOf(each)) != 0) elements.push_back(std::move(each));
  return absl::OkStatus();
}

absl::Status PatchTarget::ApplyToSingle(Kind kind, const Json& value) {
  Json* current = Find(attribute_.name, holder_);
  if (kind == Kind::kRemove) {
    if (sub_ == nullptr)
      Remove(attribute_.name, holder_);
    else if (current != nullptr)
      Remove(sub_->name, current);
    return absl::OkStatus();
  }
  if (attribute_.type != Attribute::Type::kComplex) {
    ASSIGN_OR_RETURN(Json canonical, CanonicalElement(attribute_, value));
    Set(attribute_.name, std::move(canonical), holder_);
    return absl::OkStatus();
  }
  if (current == nullptr) Set(attribute_.name, Object(), holder_);
  return ApplyToElement(kind, value, Find(attribute_.name, holder_));
}

}  // namespace steward::directory::scim
