#include "platform/events/consumer_span.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/observe/trace.h"
#include "platform/status/http_status.h"
#include "platform/trace/recorder.h"

namespace steward::events {
namespace {

void Record(const std::string& consumer, const std::string& producer,
            const event::v1::StoredEvent& stored, absl::Time start, const absl::Status& status) {
  const std::string context = observe::ChildTraceParent(stored.event().trace_parent());
  const std::string name = absl::StrCat("process ", producer);
  trace::Span span;
  span.context = context;
  span.parent = stored.event().trace_parent();
  span.name = name;
  span.kind = trace::Kind::kConsumer;
  span.start = start;
  span.end = absl::Now();
  span.Add("messaging.system", "steward");
  span.Add("messaging.operation.type", "process");
  span.Add("messaging.destination.name", producer);
  span.Add("messaging.consumer.group.name", consumer);
  span.Add("messaging.message.id", stored.event().id());
  span.Add("steward.event_type", stored.event().type());
  span.Add("steward.tenant", stored.tenant());
  if (!status.ok()) {
    span.status = trace::Status::kError;
    span.Add("error.type", errors::CodeName(status.code()));
  }
  trace::Record(span);
}

bool IsHandled(const event::v1::StoredEvent& stored, const Known& known) {
  return known.consumed.count(stored.event().id()) == 0 &&
         known.parked.count({stored.tenant(), stored.event().resource_name()}) == 0;
}

}  // namespace

void RecordHandled(const std::string& consumer, const std::string& producer,
                   const std::vector<Batch>& batches, const Known& known, absl::Time start,
                   const absl::Status& status) {
  if (!trace::IsOn()) return;
  for (const Batch& batch : batches)
    for (const event::v1::StoredEvent* stored : batch.events)
      if (trace::IsRecorded(stored->event().trace_parent()) && IsHandled(*stored, known))
        Record(consumer, producer, *stored, start, status);
}

}  // namespace steward::events
