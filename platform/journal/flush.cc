#include "platform/journal/flush.h"

#include <algorithm>

#include "absl/strings/str_split.h"
#include "platform/journal/queries.h"
#include "platform/journal/shard.h"
#include "platform/pg/pool.h"
#include "platform/pg/transaction.h"

namespace steward::journal {
namespace {

constexpr size_t kAdmitPlace = 3;

// "{1,NULL,0}" → for each change, whether its request was answered before.
std::vector<bool> RepeatedFrom(absl::string_view numbers) {
  std::vector<bool> repeated;
  if (numbers.size() < 2) return repeated;
  for (absl::string_view number : absl::StrSplit(numbers.substr(1, numbers.size() - 2), ','))
    repeated.push_back(number == "NULL");
  return repeated;
}

}  // namespace

void Flush::Add(const RequestKey& request, Change* change, absl::Time time,
                const std::string& actor) {
  const int64_t ordinal = static_cast<int64_t>(ordinals_.size()) + 1;
  changes_.push_back(change);
  ordinals_.push_back(ordinal);
  tenants_.insert(request.tenant);
  shards_.insert(ShardOf(request.tenant));
  tenant_of_.push_back(request.tenant);
  keys_.push_back(request.key);
  series_of_.emplace_back();
  for (size_t i = 0; i < change->drafts.size(); ++i) {
    if (!change->drafts[i].series.empty()) series_of_.back() = change->drafts[i].series;
    AddDraft(ordinal, request, *change, time, actor, i);
  }
  for (Write& write : change->writes) write.params.SetInt(0, ordinal);
}

void Flush::AddDraft(int64_t ordinal, const RequestKey& request, const Change& change,
                     absl::Time time, const std::string& actor, size_t index) {
  const Draft& draft = change.drafts[index];
  sequence_.push_back(static_cast<int64_t>(sequence_.size()) + 1);
  ordinal_.push_back(ordinal);
  writes_.push_back(static_cast<int64_t>(change.writes.size()));
  tenant_.push_back(request.tenant);
  shard_.push_back(ShardOf(request.tenant));
  key_.push_back(index == change.answer() ? request.key : "");
  body_hash_.push_back(request.body_hash);
  resource_.push_back(draft.resource);
  series_.push_back(draft.series);
  version_.push_back(draft.version);
  event_id_.push_back(draft.event_id);
  type_.push_back(draft.type);
  time_.push_back(time);
  actor_.push_back(actor);
  event_.push_back(draft.event_bytes);
}

pg::Statement Flush::Record() const {
  pg::Statement statement{&sql::kRecordChanges, {}, {}};
  statement.params.IntArray(sequence_).IntArray(ordinal_).IntArray(writes_).TextArray(tenant_);
  statement.params.SmallArray(shard_).BytesArray(key_).BytesArray(body_hash_).TextArray(resource_);
  statement.params.TextArray(series_).IntArray(version_).BytesArray(event_id_).TextArray(type_);
  statement.params.TimeArray(time_).TextArray(actor_).BytesArray(event_);
  return statement;
}

// Shared writes first, one statement for each query.
void Flush::AddWrites(std::vector<pg::Statement>* statements) const {
  std::vector<std::pair<const pg::Query*, std::vector<const pg::Params*>>> shared;
  for (const Change* change : changes_) {
    for (const Write& write : change->writes) {
      if (!write.shared) continue;
      auto same = [&](const auto& entry) { return entry.first == write.query; };
      auto found = std::find_if(shared.begin(), shared.end(), same);
      if (found == shared.end()) found = shared.insert(shared.end(), {write.query, {}});
      found->second.push_back(&write.params);
    }
  }
  for (const auto& [query, rows] : shared)
    statements->push_back({query, pg::Params::Columns(rows), {}});
  for (const Change* change : changes_)
    for (const Write& write : change->writes)
      if (!write.shared) statements->push_back({write.query, write.params, {}});
}

std::vector<pg::Statement> Flush::Statements() const {
  std::vector<pg::Statement> statements(kAdmitPlace + 1);
  statements[0] = {&pg::kBegin, {}, {}};
  statements[1] = pg::ScopeTo(std::vector<std::string>(tenants_.begin(), tenants_.end()));
  statements[2] = {&sql::kLockHeads, {}, {}};
  statements[2].params.SmallArray(std::vector<int64_t>(shards_.begin(), shards_.end()));
  statements[kAdmitPlace] = {&sql::kAdmitChanges, {}, {}};
  statements[kAdmitPlace].params.IntArray(ordinals_).TextArray(tenant_of_).BytesArray(keys_);
  statements[kAdmitPlace].params.TextArray(series_of_);
  AddWrites(&statements);
  statements.push_back(Record());
  statements.push_back({&pg::kCommit, {}, {}});
  return statements;
}

void Flush::Read(const std::vector<pg::Result>& results) {
  repeated_ = RepeatedFrom(results[kAdmitPlace].Bytes(0, 0));
  recorded_ = results[results.size() - 2];
  first_row_.assign(changes_.size(), -1);
  for (int row = recorded_.rows() - 1; row >= 0; --row)
    first_row_[ordinal_[recorded_.Int(row, 0) - 1] - 1] = row;
}

Flush::Outcome Flush::OutcomeOf(size_t place) const {
  if (first_row_[place] >= 0) return Outcome::kCommitted;
  return place < repeated_.size() && repeated_[place] ? Outcome::kRepeated : Outcome::kUnmatched;
}

std::string Flush::ResourceOf(size_t place) const { return recorded_.Text(first_row_[place], 1); }

std::vector<Head> Flush::Heads() const {
  std::map<int, Head> heads;
  for (int row = 0; row < recorded_.rows(); ++row) {
    const int shard = static_cast<int>(recorded_.Int(row, 2));
    const Head head{shard, recorded_.Int(row, 3), recorded_.Int(row, 4)};
    auto [slot, fresh] = heads.insert({shard, head});
    if (!fresh && head.offset > slot->second.offset) slot->second = head;
  }
  std::vector<Head> list;
  for (const auto& [shard, head] : heads) list.push_back(head);
  return list;
}

std::map<int, int64_t> Flush::Bases() const {
  std::map<int, int64_t> bases;
  for (int row = 0; row < recorded_.rows(); ++row) {
    const int shard = static_cast<int>(recorded_.Int(row, 2));
    const int64_t base = recorded_.Int(row, 4) - 1;
    auto [slot, fresh] = bases.insert({shard, base});
    if (!fresh) slot->second = std::min(slot->second, base);
  }
  return bases;
}

}  // namespace steward::journal
