#include "services/notification/jobs/webhook_effect.h"

#include <utility>

#include "services/notification/store/delivery_store.h"

namespace steward::notification {

events::Effect WebhookEffect(std::function<absl::Time()> clock) {
  return [clock = std::move(clock)](const event::v1::StoredEvent& stored,
                                    std::vector<pg::Statement>* statements) {
    statements->push_back(QueueDeliveries(stored, clock()));
    return absl::OkStatus();
  };
}

}  // namespace steward::notification
