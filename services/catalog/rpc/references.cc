#include "services/catalog/rpc/references.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::catalog {

absl::Status CheckAssignmentGroup(const Call& call, const people::People& people,
                                  absl::string_view group, absl::string_view field) {
  return people.CheckGroup(call, group, people::Group::ASSIGNMENT, field);
}

absl::Status CheckRelated(const Call& call, const Catalog& catalog,
                          const v1::ConfigurationItem* before, const v1::ConfigurationItem& after) {
  std::set<std::string> added;
  for (const v1::Relation& relation : after.relations()) added.insert(relation.item());
  if (before != nullptr)
    for (const v1::Relation& relation : before->relations()) added.erase(relation.item());
  ASSIGN_OR_RETURN(const auto known, catalog.KnownConfigurationItems(call, added));
  for (int i = 0; i < after.relations_size(); ++i) {
    const std::string& item = after.relations(i).item();
    if (added.count(item) > 0 && known.count(item) == 0)
      return errors::ReferenceNotFound(absl::StrCat("configuration_item.relations[", i, "].item"));
  }
  return absl::OkStatus();
}

}  // namespace steward::catalog
