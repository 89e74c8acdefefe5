// Where a consumer goes on when the producer refuses its position.

#include <algorithm>
#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "platform/events/consumer.h"
#include "platform/events/queries.h"
#include "platform/observe/log.h"
#include "platform/pg/pool.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::events {
namespace {

using errors::Reason;
using event::v1::Position;
using event::v1::StoredEvent;

absl::Time Soon() { return absl::Now() + absl::Seconds(10); }

std::string MetadataOf(const absl::Status& status, const std::string& key) {
  google::rpc::ErrorInfo info;
  auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  if (!payload || !info.ParseFromString(std::string(*payload))) return "";
  auto found = info.metadata().find(key);
  return found == info.metadata().end() ? "" : found->second;
}

Position At(int64_t epoch, int64_t offset) {
  Position position;
  position.set_epoch(epoch);
  position.set_offset(offset);
  return position;
}

// The position that a refusal names; the beginning when it names none.
Position PositionFrom(const absl::Status& status, const std::string& prefix) {
  int64_t epoch = 1, offset = 0;
  if (!absl::SimpleAtoi(MetadataOf(status, prefix + "Epoch"), &epoch)) epoch = 1;
  if (!absl::SimpleAtoi(MetadataOf(status, prefix + "Offset"), &offset)) offset = 0;
  Position position = At(epoch, offset);
  position.set_event_id(MetadataOf(status, prefix + "EventId"));
  return position;
}

}  // namespace

absl::Status Consumer::Recover(int shard, const Position& from, const absl::Status& refusal) {
  if (errors::ReasonOf(refusal) == Reason::OFFSET_TRIMMED) {
    ++gaps_;
    observe::Log(observe::Level::kError, "events were trimmed before they were consumed",
                 {{"consumer", options_.name}, {"producer", options_.producer}, {"shard", shard}});
    return Reposition(shard, from, PositionFrom(refusal, "earliest"));
  }
  ASSIGN_OR_RETURN(Position common, FindCommon(shard, PositionFrom(refusal, "last")));
  return Reposition(shard, from, common);
}

// The newest known position at which both histories are the same: that of an event that was
// consumed. Offsets do not tell, as a failover that nobody noticed uses them again, for other
// events. The steps back grow; what is read twice is recognised by its id.
absl::StatusOr<Position> Consumer::FindCommon(int shard, Position last) {
  int64_t step = 1;
  while (true) {
    Position before = At(last.epoch(), std::max<int64_t>(0, last.offset() - step));
    step *= 4;
    absl::StatusOr<event::v1::ListEventsResponse> page = Fetch(shard, before, 1);
    if (errors::ReasonOf(page.status()) == Reason::OFFSET_TRIMMED) return before;
    RETURN_IF_ERROR(page.status());
    if (!page->events().empty()) {
      ASSIGN_OR_RETURN(bool consumed, IsConsumed(page->events(0)));
      if (consumed) return page->events(0).position();
    }
    if (before.offset() > 0) continue;
    if (before.epoch() <= 1) return before;
    // No such position: the refusal names the end of the epoch before.
    page = Fetch(shard, At(before.epoch() - 1, INT64_MAX), 1);
    if (errors::ReasonOf(page.status()) != Reason::EPOCH_CHANGED) return At(1, 0);
    last = PositionFrom(page.status(), "last");
    step = 1;
  }
}

absl::StatusOr<bool> Consumer::IsConsumed(const StoredEvent& stored) {
  std::vector<pg::Statement> run = {pg::ScopeTo({stored.tenant()}), {&sql::kListConsumed, {}, {}}};
  run[1].params.Text(options_.name);
  run[1].params.TextArray({stored.tenant()}).TextArray({stored.event().id()});
  ASSIGN_OR_RETURN(auto results, connection_->Run(run, Soon()));
  return results[1].rows() > 0;
}

absl::Status Consumer::Reposition(int shard, const Position& from, const Position& to) {
  observe::Log(observe::Level::kWarning, "consumer goes on from another position",
               {{"consumer", options_.name},
                {"producer", options_.producer},
                {"shard", shard},
                {"epoch", to.epoch()},
                {"offset", to.offset()}});
  return connection_->Run(std::vector<pg::Statement>{Move(shard, from, to, 0)}, Soon()).status();
}

}  // namespace steward::events
