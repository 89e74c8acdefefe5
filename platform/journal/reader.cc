#include "platform/journal/reader.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/journal/queries.h"
#include "platform/journal/shard.h"
#include "platform/journal/stored_event.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::journal {
namespace {

using errors::Reason;

constexpr int kPageDefault = 500;
constexpr int kPageMax = 1000;

pg::Statement AtPosition(const pg::Query& query, int shard, const event::v1::Position& position) {
  pg::Statement statement{&query, {}, {}};
  statement.params.Small(static_cast<int16_t>(shard));
  statement.params.Int(position.epoch()).Int(position.offset());
  return statement;
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
  event::v1::Position before = request.after();
  before.set_offset(before.offset() - 1);
  ASSIGN_OR_RETURN(
      auto common,
      pool_->ReadAsSystem({AtPosition(sql::kGetLastCommonPosition, request.shard(), before)},
                          deadline));
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
  if (request.shard() < 0 || request.shard() >= kShards)
    return errors::InvalidField("shard", "must be 0 to 7");
  if (request.page_size() < 0) return errors::InvalidField("page_size", "must not be negative");
  const int shard = request.shard();
  const int limit =
      request.page_size() == 0 ? kPageDefault : std::min(request.page_size(), kPageMax);
  const auto& after = request.after();
  const bool of_tenant = !request.tenant().empty();
  pg::Statement list =
      AtPosition(of_tenant ? sql::kListShardEventsOfTenant : sql::kListShardEvents, shard, after);
  list.params.Int(limit);
  if (of_tenant) list.params.Text(request.tenant());
  ASSIGN_OR_RETURN(auto results, pool_->ReadAsSystem({{&sql::kGetHeads, {}, {}},
                                                      AtPosition(sql::kGetEventAt, shard, after),
                                                      std::move(list)},
                                                     deadline));
  const pg::Result &heads = results[0], &at = results[1], &rows = results[2];
  const auto trimmed = std::make_pair(heads.Int(shard, 4), heads.Int(shard, 5));
  // Epochs count from 1; a reader of an empty shard was told 0.
  const auto position = std::make_pair(std::max<int64_t>(after.epoch(), 1), after.offset());
  if (request.has_after() && position < trimmed) return Trimmed(trimmed.first, trimmed.second);
  // A position holds when the event at it is the one that the reader saw there.
  const bool known =
      at.rows() == 1 && (after.event_id().empty() || at.Uuid(0, 0) == after.event_id());
  if (after.offset() > 0 && !known && position != trimmed) return RefuseEpoch(request, deadline);
  event::v1::ListEventsResponse response;
  *response.mutable_next() = after;
  for (int row = 0; row < rows.rows(); ++row) {
    event::v1::StoredEvent stored;
    ASSIGN_OR_RETURN(const bool matches, ReadEvent(rows, row, service_, &stored));
    *response.mutable_next() = stored.position();
    if (matches) response.add_events()->Swap(&stored);
  }
  response.set_end(rows.rows() < limit);
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
