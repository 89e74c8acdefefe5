// How far a consumer is behind its producer.

#include <algorithm>
#include <numeric>

#include "absl/time/clock.h"
#include "platform/events/consumer.h"
#include "platform/status/macros.h"

namespace steward::events {
namespace {

constexpr char kGetHeads[] = "steward.event.v1.JournalService/GetHeads";
// Little, as whoever cannot be asked holds up what is to be applied.
constexpr absl::Duration kCallTime = absl::Seconds(1);

// Of another epoch all events are ahead; nobody knows how many the one before had.
int64_t EventsBetween(const event::v1::Position& at, const event::v1::Position& head) {
  if (std::max<int64_t>(at.epoch(), 1) != std::max<int64_t>(head.epoch(), 1)) return head.offset();
  return std::max<int64_t>(0, head.offset() - at.offset());
}

}  // namespace

// Positions are those of the database: another replica may be the one that applies.
absl::Status Consumer::NoteLag() {
  const absl::Time now = absl::Now();
  if (now < next_lag_) return absl::OkStatus();
  next_lag_ = now + options_.poll;
  event::v1::GetHeadsResponse heads;
  RETURN_IF_ERROR(
      options_.client->Call(kGetHeads, event::v1::GetHeadsRequest(), &heads, kCallTime));
  std::vector<int> shards(std::min(heads.heads_size(), journal::kShards));
  std::iota(shards.begin(), shards.end(), 0);
  ASSIGN_OR_RETURN(const std::vector<Place> places, store_.LoadPlaces(shards));
  int64_t lag = 0;
  for (const Place& place : places) lag += EventsBetween(place.position, heads.heads(place.shard));
  lag_ = lag;
  return absl::OkStatus();
}

}  // namespace steward::events
