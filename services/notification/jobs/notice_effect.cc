#include "services/notification/jobs/notice_effect.h"

#include <memory>
#include <utility>

#include "platform/access/event_rule.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/notification/domain/event_resources.h"
#include "services/notification/domain/hidden_record.h"
#include "services/notification/domain/shipped.h"
#include "services/notification/domain/template_context.h"
#include "services/notification/store/hidden_record_store.h"
#include "services/notification/store/notice_store.h"

namespace steward::notification {
namespace {

absl::Status NoteRecord(const event::v1::StoredEvent& stored,
                        std::vector<pg::Statement>* statements) {
  const event::v1::Event& event = stored.event();
  const auto* type = TypeOf(event);
  // What lives in a record, such as a comment, is hidden with it.
  if (type == nullptr || !MayBeHidden(type) ||
      RecordOf(event.resource_name()) != event.resource_name())
    return absl::OkStatus();
  const auto record = ResourceOf(event);
  if (record == nullptr) return errors::Internal("the resource of an event cannot be read");
  statements->push_back(NoteWhetherHidden(stored, *record));
  return absl::OkStatus();
}

}  // namespace

events::Effect NoticeEffect(std::function<absl::Time()> clock) {
  auto rule =
      std::make_shared<access::EventRule>(google::protobuf::DescriptorPool::generated_pool());
  return [rule, clock = std::move(clock)](const event::v1::StoredEvent& stored,
                                          std::vector<pg::Statement>* statements) -> absl::Status {
    event::v1::StoredEvent shown = stored;
    RETURN_IF_ERROR(rule->ConcealFromAll(shown.mutable_event()));
    statements->push_back(QueueNotice(shown, IsShippedEventType(shown.event().type()), clock()));
    return NoteRecord(stored, statements);
  };
}

events::Effect Both(events::Effect first, events::Effect second) {
  return [first = std::move(first), second = std::move(second)](
             const event::v1::StoredEvent& stored,
             std::vector<pg::Statement>* statements) -> absl::Status {
    RETURN_IF_ERROR(first(stored, statements));
    return second(stored, statements);
  };
}

}  // namespace steward::notification
