#pragma once

// What list_shard_events finds in one shard after a position.

#include <vector>

#include "absl/types/span.h"
#include "platform/pg/connection.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::journal {

// Reads at most `limit` events of each shard: all, or those of a tenant. The rows are the result of
// the last statement.
std::vector<pg::Statement> ScanShards(absl::Span<const event::v1::ShardPosition> positions,
                                      int limit, absl::string_view tenant);

class ShardScan {
 public:
  // `rows` are those of a ScanShards in which `from` was one of the positions.
  ShardScan(const pg::Result& rows, const event::v1::ShardPosition& from, int limit);

  // Up to here events are no longer kept, as (epoch, offset).
  std::pair<int64_t, int64_t> trimmed() const { return trimmed_; }
  // Events after the position are missing.
  bool IsTrimmed() const;
  // The event at the position is not the one that the reader saw there.
  bool IsReplaced() const;
  // Rows of the events after the position, oldest first.
  const std::vector<int>& rows() const { return rows_; }
  // Whether these are all that there are.
  bool end() const { return end_; }

 private:
  void TakePosition(const pg::Result& rows);

  const event::v1::Position after_;
  const bool has_after_;
  // Epochs count from 1; a reader of an empty shard was told 0.
  const std::pair<int64_t, int64_t> position_;
  std::pair<int64_t, int64_t> trimmed_;
  bool known_ = false;
  bool end_ = true;
  std::vector<int> rows_;
};

}  // namespace steward::journal
