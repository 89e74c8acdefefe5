// One group in one flush: no round trip happens while a shard's head is locked, so a process that
// stops in the middle cannot stop a shard.

#include <map>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "platform/journal/journal.h"
#include "platform/journal/member.h"
#include "platform/journal/queries.h"
#include "platform/journal/shard.h"
#include "platform/journal/stored_event.h"
#include "platform/observe/uuid.h"
#include "platform/pg/pool.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::journal {
namespace {

constexpr pg::Query kBegin{"begin", "BEGIN"};
constexpr pg::Query kCommit{"commit", "COMMIT"};
constexpr absl::Duration kFlushTime = absl::Seconds(10);

std::string UuidBytes(absl::Time time) {
  return absl::HexStringToBytes(absl::StrReplaceAll(observe::NewUuid7(time), {{"-", ""}}));
}

// The arrays of record_changes.sql, one element an event.
struct Records {
  std::vector<int64_t> sequence, ordinal, writes, shard, version;
  std::vector<std::string> tenant, key, body_hash, resource, series, event_id, type, actor, event;
  std::vector<absl::Time> time;

  void Add(int64_t member_ordinal, const RequestKey& request, const Change& change,
           absl::Time when, const std::string& who, bool first, const Draft& draft) {
    sequence.push_back(static_cast<int64_t>(sequence.size()) + 1);
    ordinal.push_back(member_ordinal);
    writes.push_back(static_cast<int64_t>(change.writes.size()));
    tenant.push_back(request.tenant);
    shard.push_back(ShardOf(request.tenant));
    key.push_back(first ? request.key : "");
    body_hash.push_back(request.body_hash);
    resource.push_back(draft.resource);
    series.push_back(draft.series);
    version.push_back(draft.version);
    event_id.push_back(UuidBytes(when));
    type.push_back(draft.type);
    time.push_back(when);
    actor.push_back(who);
    event.push_back(draft.event.SerializeAsString());
  }

  pg::Statement ToStatement() const {
    pg::Statement statement{&sql::kRecordChanges, {}, {}};
    statement.params.IntArray(sequence).IntArray(ordinal).IntArray(writes).TextArray(tenant);
    statement.params.SmallArray(shard).BytesArray(key).BytesArray(body_hash).TextArray(resource);
    statement.params.TextArray(series).IntArray(version).BytesArray(event_id).TextArray(type);
    statement.params.TimeArray(time).TextArray(actor).BytesArray(event);
    return statement;
  }
};

// "{1,NULL,0}" → for each change, whether its request was answered before.
std::vector<bool> RepeatedFrom(absl::string_view numbers) {
  std::vector<bool> repeated;
  if (numbers.size() < 2) return repeated;
  for (absl::string_view number : absl::StrSplit(numbers.substr(1, numbers.size() - 2), ','))
    repeated.push_back(number == "NULL");
  return repeated;
}

}  // namespace

absl::Status Journal::RunGroup(Group* group) {
  Group changes, to_answer;
  for (const auto& member : *group) (member->find_only ? to_answer : changes).push_back(member);
  if (!changes.empty()) {
    ASSIGN_OR_RETURN(Group repeated, RunChanges(changes));
    to_answer.insert(to_answer.end(), repeated.begin(), repeated.end());
  }
  if (to_answer.empty()) return absl::OkStatus();
  absl::Status status = AnswerRepeated(to_answer);
  if (status.ok()) return status;
  // What was committed above has been told so; only these still wait, and only for an answer.
  for (const auto& member : to_answer) member->find_only = true;
  *group = std::move(to_answer);
  return status;
}

absl::StatusOr<Journal::Group> Journal::RunChanges(const Group& changes) {
  std::set<std::string> tenants;
  std::set<int64_t> shards;
  std::vector<int64_t> ordinals;
  std::vector<std::string> tenant_of, keys, series;
  Records records;
  std::vector<pg::Statement> statements(4);
  for (const auto& member : changes) {
    int64_t ordinal = static_cast<int64_t>(ordinals.size()) + 1;
    ordinals.push_back(ordinal);
    tenants.insert(member->request.tenant);
    shards.insert(ShardOf(member->request.tenant));
    tenant_of.push_back(member->request.tenant);
    keys.push_back(member->request.key);
    series.emplace_back();
    for (size_t i = 0; i < member->change.drafts.size(); ++i) {
      const Draft& draft = member->change.drafts[i];
      if (!draft.series.empty()) series.back() = draft.series;
      records.Add(ordinal, member->request, member->change, member->time, member->actor, i == 0,
                  draft);
    }
    for (const Write& write : member->change.writes) {
      statements.push_back({write.query, write.params, {}});
      statements.back().params.SetInt(0, ordinal);
    }
  }
  statements[0] = {&kBegin, {}, {}};
  statements[1] = pg::ScopeTo(std::vector<std::string>(tenants.begin(), tenants.end()));
  statements[2] = {&sql::kLockHeads, {}, {}};
  statements[2].params.SmallArray(std::vector<int64_t>(shards.begin(), shards.end()));
  statements[3] = {&sql::kAdmitChanges, {}, {}};
  statements[3].params.IntArray(ordinals).TextArray(tenant_of).BytesArray(keys).TextArray(series);
  statements.push_back(records.ToStatement());
  statements.push_back({&kCommit, {}, {}});

  ASSIGN_OR_RETURN(auto results, connection_->Run(statements, absl::Now() + kFlushTime));
  const pg::Result& recorded = results[results.size() - 2];
  Ring(recorded);

  std::vector<bool> repeated = RepeatedFrom(results[3].Bytes(0, 0));
  std::map<int64_t, int> first_row;  // ordinal → row of its first event
  for (int row = recorded.rows() - 1; row >= 0; --row)
    first_row[records.ordinal[recorded.Int(row, 0) - 1]] = row;
  Group again;
  int64_t unmatched = 0;
  for (size_t i = 0; i < changes.size(); ++i) {
    auto found = first_row.find(static_cast<int64_t>(i) + 1);
    if (found != first_row.end()) {
      Committed committed;
      committed.resource = recorded.Text(found->second, 1);
      committed.version = changes[i]->change.drafts[0].version;
      changes[i]->Finish(std::move(committed));
    } else if (i < repeated.size() && repeated[i]) {
      again.push_back(changes[i]);
    } else {
      ++unmatched;
      changes[i]->Finish(errors::ConcurrentChange(changes[i]->change.drafts[0].resource));
    }
  }
  std::lock_guard lock(mutex_);
  ++counts_.groups;
  counts_.changes += static_cast<int64_t>(first_row.size());
  counts_.unmatched += unmatched;
  counts_.replayed += static_cast<int64_t>(again.size());
  return again;
}

void Journal::Ring(const pg::Result& recorded) {
  if (recorded.rows() == 0 || options_.on_commit == nullptr) return;
  std::map<int, Head> heads;
  for (int row = 0; row < recorded.rows(); ++row) {
    int shard = static_cast<int>(recorded.Int(row, 2));
    Head head{shard, recorded.Int(row, 3), recorded.Int(row, 4)};
    auto [slot, fresh] = heads.insert({shard, head});
    if (!fresh && head.offset > slot->second.offset) slot->second = head;
  }
  std::vector<Head> list;
  for (const auto& [shard, head] : heads) list.push_back(head);
  options_.on_commit(list);
}

absl::Status Journal::AnswerRepeated(const Group& repeated) {
  std::set<std::string> tenants;
  std::vector<std::string> tenant_of, keys;
  for (const auto& member : repeated) {
    tenants.insert(member->request.tenant);
    tenant_of.push_back(member->request.tenant);
    keys.push_back(member->request.key);
  }
  std::vector<pg::Statement> statements;
  statements.push_back(pg::ScopeTo(std::vector<std::string>(tenants.begin(), tenants.end())));
  statements.push_back({&sql::kGetAnswers, {}, {}});
  statements.back().params.TextArray(tenant_of).BytesArray(keys);
  ASSIGN_OR_RETURN(auto results, connection_->Run(statements, absl::Now() + kFlushTime));
  const pg::Result& rows = results[1];
  std::vector<int> row_of(repeated.size(), -1);
  for (int row = 0; row < rows.rows(); ++row) row_of[rows.Int(row, 0) - 1] = row;
  for (size_t i = 0; i < repeated.size(); ++i) {
    int row = row_of[i];
    if (row < 0) {
      repeated[i]->Finish(errors::NotFound("request"));
      continue;
    }
    if (rows.Bytes(row, 1) != repeated[i]->request.body_hash) {
      repeated[i]->Finish(errors::Make(
          absl::StatusCode::kInvalidArgument, errors::Reason::IDEMPOTENCY_KEY_REUSED,
          "The request id was used before with another request; use a new one."));
      continue;
    }
    Committed committed;
    committed.replayed = true;
    committed.resource = rows.Text(row, 2);
    committed.version = rows.Int(row, 3);
    absl::string_view event = rows.Bytes(row, 4);
    if (!committed.event.ParseFromArray(event.data(), static_cast<int>(event.size()))) {
      repeated[i]->Finish(errors::Internal("an event of the journal cannot be read"));
      continue;
    }
    SetResourceName(committed.resource, &committed.event);
    repeated[i]->Finish(std::move(committed));
  }
  return absl::OkStatus();
}

}  // namespace steward::journal
