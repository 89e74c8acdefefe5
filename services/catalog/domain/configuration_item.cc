#include "services/catalog/domain/configuration_item.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "platform/lifecycle/two_states.h"
#include "platform/status/errors.h"
#include "services/catalog/domain/record.h"

namespace steward::catalog {
namespace {

constexpr char kPath[] = "configuration_item";

absl::Status CheckRelations(const ConfigurationItem& item, const std::string& name) {
  errors::Violations violations;
  std::set<std::pair<int, std::string>> seen;
  for (int i = 0; i < item.relations_size(); ++i) {
    const v1::Relation& relation = item.relations(i);
    const std::string path = absl::StrCat(kPath, ".relations[", i, "]");
    // Names that differ only in case are one.
    if (absl::EqualsIgnoreCase(relation.item(), name))
      violations.Add(path + ".item", "must be another configuration item");
    if (!seen.emplace(relation.type(), absl::AsciiStrToLower(relation.item())).second)
      violations.Add(path, "is there twice");
  }
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<ConfigurationItem> CreateConfigurationItem(const ConfigurationItem& draft,
                                                          const std::string& name, absl::Time now) {
  RETURN_IF_ERROR(CheckRelations(draft, name));
  ConfigurationItem item = Begin(draft, now);
  item.set_state(ConfigurationItem::IN_USE);
  return item;
}

absl::StatusOr<ConfigurationItem> UpdateConfigurationItem(
    const ConfigurationItem& current, const v1::UpdateConfigurationItemRequest& request,
    absl::Time now) {
  ASSIGN_OR_RETURN(ConfigurationItem next,
                   Patch(current, request.configuration_item(), request.update_mask(), kPath, now));
  RETURN_IF_ERROR(CheckRelations(next, current.name()));
  return next;
}

absl::StatusOr<ConfigurationItem> Retire(const ConfigurationItem& current, absl::Time now) {
  return lifecycle::Enter(current, ConfigurationItem::RETIRED, "retire", {"restore", "update"},
                          now);
}

absl::StatusOr<ConfigurationItem> Restore(const ConfigurationItem& current, absl::Time now) {
  return lifecycle::Enter(current, ConfigurationItem::IN_USE, "restore", {"retire", "update"}, now);
}

}  // namespace steward::catalog
