#include "platform/journal/reader.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "platform/journal/queries.h"
#include "platform/journal/shard.h"
#include "platform/journal/shard_scan.h"
#include "platform/journal/stored_event.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::journal {
namespace {

using errors::Reason;

constexpr int kPageDefault = 500;
constexpr int kPageMax = 1000;

absl::Status CheckShard(int shard) {
  if (shard >= 0 && shard < kShards) return absl::OkStatus();
  return errors::InvalidField("shard", "must be 0 to 7");
}

absl::StatusOr<int> LimitOf(int page_size) {
  if (page_size < 0) return errors::InvalidField("page_size", "must not be negative");
  return page_size == 0 ? kPageDefault : std::min(page_size, kPageMax);
}

absl::Status Trimmed(int64_t epoch, int64_t offset) {
  return errors::Make(
      absl::StatusCode::kOutOfRange, Reason::OFFSET_TRIMMED,
      "Events after this position are no longer kept; read the resources and start "
      "again from 'earliest'.",
      {{"earliestEpoch", absl::StrCat(epoch)}, {"earliestOffset", absl::StrCat(offset)}});
}

}  // namespace

// Where a reader whose history is gone goes on: each step back gets it nearer to what both know.
absl::StatusOr<event::v1::ListEventsResponse> Reader::RefuseEpoch(
    const event::v1::ListEventsRequest& request, absl::Time deadline) const {
  pg::Statement last{&sql::kGetLastCommonPosition, {}, {}};
  last.params.Small(static_cast<int16_t>(request.shard()));
  last.params.Int(request.after().epoch()).Int(request.after().offset() - 1);
  ASSIGN_OR_RETURN(auto common, pool_->ReadAsSystem({std::move(last)}, deadline));
  errors::Metadata metadata;
  if (common[0].rows() == 1)
    metadata = {{"lastEpoch", absl::StrCat(common[0].Int(0, 0))},
                {"lastOffset", absl::StrCat(common[0].Int(0, 1))},
                {"lastEventId", common[0].Uuid(0, 2)}};
  return errors::Make(absl::StatusCode::kFailedPrecondition, Reason::EPOCH_CHANGED,
                      "The position belongs to a history that was replaced by a restore.",
                      metadata);
}

absl::StatusOr<event::v1::ListEventsResponse> Reader::ListEvents(
    const event::v1::ListEventsRequest& request, absl::Time deadline) const {
  RETURN_IF_ERROR(CheckShard(request.shard()));
  ASSIGN_OR_RETURN(const int limit, LimitOf(request.page_size()));
  event::v1::ShardPosition from;
  from.set_shard(request.shard());
  if (request.has_after()) *from.mutable_after() = request.after();
  ASSIGN_OR_RETURN(auto results,
                   pool_->ReadAsSystem(ScanShards({from}, limit, request.tenant()), deadline));
  const pg::Result& rows = results.back();
  const ShardScan scan(rows, from, limit);
  if (scan.IsTrimmed()) return Trimmed(scan.trimmed().first, scan.trimmed().second);
  if (scan.IsReplaced()) return RefuseEpoch(request, deadline);
  event::v1::ListEventsResponse response;
  *response.mutable_next() = request.after();
  // Who starts from the beginning starts behind what is no longer kept, also while nothing follows.
  if (!request.has_after() && scan.trimmed().second > 0) {
    response.mutable_next()->set_epoch(scan.trimmed().first);
    response.mutable_next()->set_offset(scan.trimmed().second);
  }
  for (const int row : scan.rows()) {
    event::v1::StoredEvent stored;
    ASSIGN_OR_RETURN(const bool matches, ReadEvent(rows, row, service_, &stored));
    *response.mutable_next() = stored.position();
    if (matches) response.add_events()->Swap(&stored);
  }
  response.set_end(scan.end());
  return response;
}

absl::StatusOr<event::v1::BatchListEventsResponse> Reader::BatchListEvents(
    const event::v1::BatchListEventsRequest& request, absl::Time deadline) const {
  const std::vector<event::v1::ShardPosition> positions(request.positions().begin(),
                                                        request.positions().end());
  std::set<int> shards;
  for (const auto& position : positions) {
    RETURN_IF_ERROR(CheckShard(position.shard()));
    if (!shards.insert(position.shard()).second)
      return errors::InvalidField("positions", "must be of different shards");
  }
  ASSIGN_OR_RETURN(int limit, LimitOf(request.page_size()));
  event::v1::BatchListEventsResponse response;
  if (positions.empty()) return response;
  limit = std::max<int>(1, limit / static_cast<int>(positions.size()));
  ASSIGN_OR_RETURN(auto results, pool_->ReadAsSystem(ScanShards(positions, limit, ""), deadline));
  const pg::Result& rows = results.back();
  for (const auto& from : positions) {
    const ShardScan scan(rows, from, limit);
    if (scan.IsTrimmed() || scan.IsReplaced()) continue;
    auto* page = response.add_pages();
    page->set_shard(from.shard());
    page->set_end(scan.end());
    for (const int row : scan.rows())
      RETURN_IF_ERROR(ReadEvent(rows, row, service_, page->add_events()).status());
  }
  return response;
}

absl::StatusOr<event::v1::GetHeadsResponse> Reader::GetHeads(absl::Time deadline) const {
  ASSIGN_OR_RETURN(auto results, pool_->ReadAsSystem({{&sql::kGetHeads, {}, {}}}, deadline));
  event::v1::GetHeadsResponse response;
  for (int row = 0; row < results[0].rows(); ++row) {
    auto* head = response.add_heads();
    head->set_epoch(results[0].Int(row, 1));
    head->set_offset(results[0].Int(row, 2));
    if (!results[0].IsNull(row, 3)) head->set_event_id(results[0].Uuid(row, 3));
  }
  return response;
}

absl::StatusOr<std::vector<event::v1::StoredEvent>> Reader::ListHistory(absl::string_view tenant,
                                                                        absl::string_view resource,
                                                                        int64_t after, int limit,
                                                                        absl::Time deadline) const {
  pg::Statement list{&sql::kListResourceEvents, {}, {}};
  list.params.Text(tenant).Text(resource).Int(after).Int(limit);
  ASSIGN_OR_RETURN(auto rows, pool_->Read(tenant, std::move(list), deadline));
  std::vector<event::v1::StoredEvent> events(rows.rows());
  for (int row = 0; row < rows.rows(); ++row)
    RETURN_IF_ERROR(ReadEvent(rows, row, service_, &events[row]).status());
  return events;
}

}  // namespace steward::journal
