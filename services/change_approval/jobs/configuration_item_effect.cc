#include "services/change_approval/jobs/configuration_item_effect.h"

#include "platform/status/errors.h"
#include "services/change_approval/store/configuration_items.h"

namespace steward::change {

absl::Status ConfigurationItemEffect(const event::v1::StoredEvent& stored,
                                     std::vector<pg::Statement>* statements) {
  catalog::v1::ConfigurationItem item;
  if (!stored.event().resource().Is<catalog::v1::ConfigurationItem>()) return absl::OkStatus();
  if (!stored.event().resource().UnpackTo(&item))
    return errors::Internal("the resource of an event cannot be read");
  statements->push_back(UpsertConfigurationItem(stored, item));
  return absl::OkStatus();
}

}  // namespace steward::change
