#include "services/directory/scim/patch.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/directory/scim/patch_target.h"

namespace steward::directory::scim {
namespace {

using errors::Reason;
using Kind = PatchOperation::Kind;

// Of a path that is shown in an error.
constexpr size_t kShownMax = 128;

absl::Status Refused(Reason reason, absl::string_view text) {
  return errors::Make(absl::StatusCode::kInvalidArgument, reason, text);
}

absl::StatusOr<PatchOperation> ParseOperation(const Json& given) {
  PatchOperation operation;
  const Json* op = FindFolded("op", given);
  const std::string word = op == nullptr ? "" : op->string;
  if (absl::EqualsIgnoreCase(word, "add"))
    operation.kind = Kind::kAdd;
  else if (absl::EqualsIgnoreCase(word, "remove"))
    operation.kind = Kind::kRemove;
  else if (absl::EqualsIgnoreCase(word, "replace"))
    operation.kind = Kind::kReplace;
  else
    return Refused(Reason::MALFORMED_REQUEST, "An operation must be add, remove or replace.");
  if (const Json* path = FindFolded("path", given)) {
    if (path->kind != Json::Kind::kString)
      return Refused(Reason::INVALID_PATH, "A path must be a text.");
    operation.path = path->string;
  }
  if (const Json* value = FindFolded("value", given)) operation.value = *value;
  return operation;
}

absl::Status ApplyAt(const ResourceType& type, absl::string_view text, bool explicitly, Kind kind,
                     const Json& value, Json* resource) {
  ASSIGN_OR_RETURN(const PatchPath path, ParsePatchPath(text));
  const Named named = Resolve(type, path.attribute);
  if (named.attribute == nullptr)
    return named.ignored || !explicitly
               ? absl::OkStatus()
               : Refused(Reason::INVALID_PATH,
                         absl::StrCat("The path '", text.substr(0, kShownMax),
                                      "' names nothing that the resource has."));
  if (named.attribute->read_only || (named.sub != nullptr && named.sub->read_only))
    return explicitly ? Refused(Reason::IMMUTABLE_ATTRIBUTE, "A path names a read-only attribute.")
                      : absl::OkStatus();
  Json* holder = resource;
  if (named.extension != nullptr) {
    holder = Find(named.extension->urn, resource);
    if (holder == nullptr) {
      Set(named.extension->urn, Object(), resource);
      holder = Find(named.extension->urn, resource);
    }
  }
  return PatchTarget(named, path, holder).Apply(kind, value);
}

absl::Status ApplyWithoutPath(const ResourceType& type, const PatchOperation& operation,
                              Json* resource) {
  if (operation.kind == Kind::kRemove)
    return Refused(Reason::NO_TARGET, "The operation remove needs a path.");
  if (operation.value.kind != Json::Kind::kObject)
    return errors::InvalidField("value", "must be an object where there is no path");
  for (const Json::Member& member : operation.value.members) {
    if (type.extension != nullptr && absl::EqualsIgnoreCase(member.name, type.extension->urn)) {
      for (const Json::Member& inner : member.value.members)
        RETURN_IF_ERROR(ApplyAt(type, absl::StrCat(type.extension->urn, ":", inner.name), false,
                                operation.kind, inner.value, resource));
    } else if (ParsePatchPath(member.name).ok()) {
      RETURN_IF_ERROR(ApplyAt(type, member.name, false, operation.kind, member.value, resource));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<PatchOperation>> ParsePatch(const Json& message) {
  const Json* list = FindFolded("Operations", message);
  if (list == nullptr || list->kind != Json::Kind::kArray || list->elements.empty() ||
      list->elements.size() > kOperationsMax)
    return Refused(Reason::MALFORMED_REQUEST, "\"Operations\" must list 1 to 1000 operations.");
  std::vector<PatchOperation> operations;
  for (const Json& element : list->elements) {
    ASSIGN_OR_RETURN(PatchOperation operation, ParseOperation(element));
    operations.push_back(std::move(operation));
  }
  return operations;
}

absl::Status ApplyPatch(const ResourceType& type, const std::vector<PatchOperation>& operations,
                        Json* resource) {
  for (const PatchOperation& operation : operations)
    RETURN_IF_ERROR(operation.path.empty() ? ApplyWithoutPath(type, operation, resource)
                                           : ApplyAt(type, operation.path, true, operation.kind,
                                                     operation.value, resource));
  return absl::OkStatus();
}

}  // namespace steward::directory::scim
