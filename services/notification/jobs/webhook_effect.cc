#include "services/notification/jobs/webhook_effect.h"

#include <utility>

#include "platform/access/event_rule.h"
#include "platform/status/macros.h"
#include "platform/webhook/carried.h"
#include "services/notification/domain/event_resources.h"
#include "services/notification/store/delivery_store.h"

namespace steward::notification {

events::Effect WebhookEffect(std::function<absl::Time()> clock) {
  LinkEventResources();
  auto rule =
      std::make_shared<access::EventRule>(google::protobuf::DescriptorPool::generated_pool());
  return [rule, clock = std::move(clock)](const event::v1::StoredEvent& stored,
                                          std::vector<pg::Statement>* statements) -> absl::Status {
    event::v1::StoredEvent shown = stored;
    ASSIGN_OR_RETURN(const bool carried, webhook::MakeCarried(*rule, shown.mutable_event()));
    if (carried) statements->push_back(QueueDeliveries(shown, clock()));
    return absl::OkStatus();
  };
}

}  // namespace steward::notification
