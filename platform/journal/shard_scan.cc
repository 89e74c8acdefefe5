#include "platform/journal/shard_scan.h"

#include <algorithm>

#include "platform/journal/queries.h"

namespace steward::journal {
namespace {

// Columns of list_shard_events besides those of the event.
constexpr int kEpoch = 3, kOffset = 4, kEventId = 5, kShard = 10, kTrimmedEpoch = 11,
              kTrimmedTo = 12;

// Making a plan takes longer than reading a few events. One plan is good for all positions, also
// when it was made while the journal was empty.
constexpr pg::Query kKeepPlan{"keep_plan",
                              "SELECT set_config('plan_cache_mode', 'force_generic_plan', true),"
                              " set_config('enable_seqscan', 'off', true)"};

std::pair<int64_t, int64_t> PlaceOf(const pg::Result& rows, int row) {
  return {rows.Int(row, kEpoch), rows.Int(row, kOffset)};
}

}  // namespace

std::vector<pg::Statement> ScanShards(absl::Span<const event::v1::ShardPosition> positions,
                                      int limit, absl::string_view tenant) {
  std::vector<int64_t> shards, epochs, offsets;
  for (const auto& position : positions) {
    shards.push_back(position.shard());
    epochs.push_back(position.after().epoch());
    offsets.push_back(position.after().offset());
  }
  pg::Statement scan{&sql::kListShardEvents, {}, {}};
  scan.params.SmallArray(shards).IntArray(epochs).IntArray(offsets).Int(limit).Text(tenant);
  return {{&kKeepPlan, {}, {}}, std::move(scan)};
}

ShardScan::ShardScan(const pg::Result& rows, const event::v1::ShardPosition& from, int limit)
    : after_(from.after()),
      has_after_(from.has_after()),
      position_(std::max<int64_t>(after_.epoch(), 1), after_.offset()) {
  for (int row = 0; row < rows.rows(); ++row) {
    if (rows.Int(row, kShard) != from.shard()) continue;
    trimmed_ = {rows.Int(row, kTrimmedEpoch), rows.Int(row, kTrimmedTo)};
    if (!rows.IsNull(row, kEventId)) rows_.push_back(row);
  }
  // A join promises no order, though it keeps that of the shard.
  std::sort(rows_.begin(), rows_.end(),
            [&](int a, int b) { return PlaceOf(rows, a) < PlaceOf(rows, b); });
  TakePosition(rows);
  end_ = static_cast<int>(rows_.size()) < limit;
  if (static_cast<int>(rows_.size()) > limit) rows_.resize(limit);
}

void ShardScan::TakePosition(const pg::Result& rows) {
  if (rows_.empty() || PlaceOf(rows, rows_[0]) != std::make_pair(after_.epoch(), after_.offset()))
    return;
  known_ = after_.event_id().empty() || rows.Uuid(rows_[0], kEventId) == after_.event_id();
  rows_.erase(rows_.begin());
}

bool ShardScan::IsTrimmed() const { return has_after_ && position_ < trimmed_; }

bool ShardScan::IsReplaced() const {
  return after_.offset() > 0 && !known_ && position_ != trimmed_;
}

}  // namespace steward::journal
