#pragma once

// What the resources of the catalog refer to in the directory, and to each other. What is newly set
// must exist in the tenant and be in use; what was set stays, whatever became of it. Called within
// a decision of the journal. Thread-safe. Errors of all: REFERENCE_NOT_FOUND, REFERENCE_DISABLED,
// INVALID_FIELD for a group of another kind, UNAVAILABLE when it cannot be known.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/call/call.h"
#include "platform/people/people.h"
#include "platform/status/macros.h"
#include "services/catalog/store/catalog.h"

namespace steward::catalog {

// A group that tickets are assigned to.
absl::Status CheckAssignmentGroup(const Call& call, const people::People& people,
                                  absl::string_view group, absl::string_view field);

// `owner` and `support_group` of a configuration item or a service. `path` is its field in the
// request; `before` is null for a new one.
template <class Resource>
absl::Status CheckKeepers(const Call& call, const people::People& people, const std::string& path,
                          const Resource* before, const Resource& after) {
  if (before == nullptr || before->owner() != after.owner())
    RETURN_IF_ERROR(people.CheckUser(call, after.owner(), path + ".owner"));
  if (before != nullptr && before->support_group() == after.support_group())
    return absl::OkStatus();
  return CheckAssignmentGroup(call, people, after.support_group(), path + ".support_group");
}

// The configuration items that one is related to.
absl::Status CheckRelated(const Call& call, const Catalog& catalog,
                          const v1::ConfigurationItem* before, const v1::ConfigurationItem& after);

// What a resource is offered by must be PUBLISHED when the resource is, else not RETIRED:
// REFERENCE_DISABLED.
absl::Status CheckService(const Call& call, const Catalog& catalog,
                          const v1::ServiceOffering& offering);
absl::Status CheckOffering(const Call& call, const Catalog& catalog, const v1::CatalogItem& item);

// Whether nobody needs what is to be retired: RESOURCE_IN_USE, naming those of `users`.
absl::Status CheckUnused(const std::vector<std::string>& users);

// The users and groups of the approval rules and tasks of an item: those that `before`, which may
// be null, does not name.
absl::Status CheckPeople(const Call& call, const people::People& people,
                         const v1::CatalogItem* before, const v1::CatalogItem& after);

}  // namespace steward::catalog
