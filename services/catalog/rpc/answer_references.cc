#include "services/catalog/rpc/answer_references.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/catalog/domain/evaluate.h"

namespace steward::catalog {
namespace {

using errors::Reason;

// Whoever may answer may name any of them.
absl::Status CheckConfigurationItem(const Call& call, const Catalog& catalog,
                                    const std::string& name, const std::string& field) {
  const auto found = catalog.configuration_items.Get(Unconfined(call), name);
  if (absl::IsNotFound(found.status())) return errors::ReferenceNotFound(field);
  RETURN_IF_ERROR(found.status());
  return found->state() == v1::ConfigurationItem::IN_USE ? absl::OkStatus()
                                                         : errors::ReferenceDisabled(field);
}

absl::Status Check(const Call& call, const Catalog& catalog, const people::People& people,
                   const std::string& collection, const std::string& name,
                   const std::string& field) {
  if (collection == "users") return people.CheckUser(call, name, field);
  if (collection == "groups")
    return people.CheckGroup(call, name, people::Group::KIND_UNSPECIFIED, field);
  if (collection == "configurationItems") return CheckConfigurationItem(call, catalog, name, field);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::EvaluateCatalogItemResponse> EvaluateWithReferences(
    const Call& call, const Catalog& catalog, const people::People& people,
    const v1::CatalogItem& item, const google::protobuf::Struct& answers) {
  ASSIGN_OR_RETURN(v1::EvaluateCatalogItemResponse result, Evaluate(item, answers));
  const google::protobuf::Struct sound = SoundAnswers(result);
  for (const v1::Field& field : item.form().fields()) {
    const auto answer = sound.fields().find(field.id());
    if (field.reference().empty() || answer == sound.fields().end()) continue;
    const std::string path = absl::StrCat("answers.", field.id());
    const absl::Status status =
        Check(call, catalog, people, field.reference(), answer->second.string_value(), path);
    if (status.ok()) continue;
    const Reason reason = errors::ReasonOf(status);
    if (reason != Reason::REFERENCE_NOT_FOUND && reason != Reason::REFERENCE_DISABLED)
      return status;
    v1::AnswerViolation* violation = result.add_violations();
    violation->set_field(path);
    violation->set_description(reason == Reason::REFERENCE_NOT_FOUND
                                   ? "must be one that exists"
                                   : "must be one that is in use");
  }
  result.set_complete(result.violations().empty());
  return result;
}

}  // namespace steward::catalog
