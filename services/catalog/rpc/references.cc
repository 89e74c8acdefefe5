#include "services/catalog/rpc/references.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::catalog {
namespace {

using v1::CatalogItem;

template <class Resource>
absl::Status CheckOfferedBy(const Call& call, const store::Collection<Resource>& collection,
                            const std::string& name, bool is_published, absl::string_view field) {
  const absl::StatusOr<Resource> found = collection.Get(call, name);
  if (absl::IsNotFound(found.status())) return errors::ReferenceNotFound(field);
  RETURN_IF_ERROR(found.status());
  const bool is_fit =
      is_published ? found->state() == Resource::PUBLISHED : found->state() != Resource::RETIRED;
  return is_fit ? absl::OkStatus() : errors::ReferenceDisabled(field);
}

std::set<std::string> PeopleOf(const CatalogItem& item) {
  std::set<std::string> names;
  for (const v1::ApprovalRule& rule : item.approval_rules()) {
    names.insert(rule.users().begin(), rule.users().end());
    names.insert(rule.groups().begin(), rule.groups().end());
  }
  return names;
}

std::set<std::string> GroupsOfTasks(const CatalogItem& item) {
  std::set<std::string> names;
  for (const v1::TaskTemplate& task : item.tasks()) names.insert(task.group());
  return names;
}

absl::Status CheckApprovers(const Call& call, const people::People& people,
                            const std::set<std::string>& known, const v1::ApprovalRule& rule,
                            const std::string& path) {
  for (int i = 0; i < rule.users_size(); ++i)
    if (known.count(rule.users(i)) == 0)
      RETURN_IF_ERROR(people.CheckUser(call, rule.users(i), absl::StrCat(path, ".users[", i, "]")));
  for (int i = 0; i < rule.groups_size(); ++i)
    if (known.count(rule.groups(i)) == 0)
      RETURN_IF_ERROR(people.CheckGroup(call, rule.groups(i), people::Group::KIND_UNSPECIFIED,
                                        absl::StrCat(path, ".groups[", i, "]")));
  return absl::OkStatus();
}

}  // namespace

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

absl::Status CheckService(const Call& call, const Catalog& catalog,
                          const v1::ServiceOffering& offering) {
  return CheckOfferedBy(call, catalog.services, offering.service(),
                        offering.state() == v1::ServiceOffering::PUBLISHED,
                        "service_offering.service");
}

absl::Status CheckOffering(const Call& call, const Catalog& catalog, const CatalogItem& item) {
  return CheckOfferedBy(call, catalog.offerings, item.offering(),
                        item.state() == CatalogItem::PUBLISHED, "catalog_item.offering");
}

absl::Status CheckUnused(const std::vector<std::string>& users) {
  if (users.empty()) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::RESOURCE_IN_USE,
                      "What is published still needs it.", {{"users", absl::StrJoin(users, ",")}});
}

absl::Status CheckPeople(const Call& call, const people::People& people, const CatalogItem* before,
                         const CatalogItem& after) {
  const CatalogItem nothing;
  const CatalogItem& known = before == nullptr ? nothing : *before;
  const std::set<std::string> approvers = PeopleOf(known), workers = GroupsOfTasks(known);
  for (int i = 0; i < after.approval_rules_size(); ++i)
    RETURN_IF_ERROR(CheckApprovers(call, people, approvers, after.approval_rules(i),
                                   absl::StrCat("catalog_item.approval_rules[", i, "]")));
  for (int i = 0; i < after.tasks_size(); ++i)
    if (workers.count(after.tasks(i).group()) == 0)
      RETURN_IF_ERROR(CheckAssignmentGroup(call, people, after.tasks(i).group(),
                                           absl::StrCat("catalog_item.tasks[", i, "].group")));
  return absl::OkStatus();
}

}  // namespace steward::catalog
