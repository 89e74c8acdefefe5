// The answers of requests that were committed before.

#include <map>
#include <set>
#include <utility>

#include "absl/time/clock.h"
#include "platform/fiber/scheduler.h"
#include "platform/journal/journal.h"
#include "platform/journal/member.h"
#include "platform/journal/queries.h"
#include "platform/journal/stored_event.h"
#include "platform/pg/pool.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::journal {
namespace {

// Columns of get_answers.sql.
absl::StatusOr<Committed> ReadAnswer(const pg::Result& rows, int row, const RequestKey& request,
                                     const Change& change) {
  if (rows.Bytes(row, 1) != request.body_hash)
    return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::IDEMPOTENCY_KEY_REUSED,
                        "The request id was used before with another request; use a new one.");
  Committed committed;
  committed.resource = rows.Text(row, 2);
  committed.version = rows.Int(row, 3);
  // After a lost connection a change finds its own commit: that is no repeat.
  if (!change.drafts.empty() && rows.Bytes(row, 5) == change.drafts[change.answer()].event_id)
    return committed;
  committed.replayed = true;
  const absl::string_view event = rows.Bytes(row, 4);
  if (!committed.event.ParseFromArray(event.data(), static_cast<int>(event.size())))
    return errors::Internal("an event of the journal cannot be read");
  SetResourceName(committed.resource, &committed.event);
  return committed;
}

void NoteHead(const pg::Result& rows, int row, std::map<int, Head>* heads) {
  const Head head{static_cast<int>(rows.Int(row, 6)), rows.Int(row, 7), rows.Int(row, 8)};
  auto [slot, fresh] = heads->insert({head.shard, head});
  if (!fresh &&
      std::pair(head.epoch, head.offset) > std::pair(slot->second.epoch, slot->second.offset))
    slot->second = head;
}

std::vector<Head> ValuesOf(const std::map<int, Head>& heads) {
  std::vector<Head> values;
  for (const auto& [shard, head] : heads) values.push_back(head);
  return values;
}

}  // namespace

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
  std::vector<absl::StatusOr<Committed>> answers;
  std::map<int, Head> own;
  for (size_t i = 0; i < repeated.size(); ++i) {
    if (row_of[i] < 0) {
      answers.push_back(errors::NotFound("request"));
      continue;
    }
    answers.push_back(ReadAnswer(rows, row_of[i], repeated[i]->request, repeated[i]->change));
    if (answers.back().ok() && !answers.back()->replayed) NoteHead(rows, row_of[i], &own);
  }
  // Nobody rang for a commit whose outcome was not known.
  if (!own.empty() && options_.on_commit != nullptr) options_.on_commit(ValuesOf(own));
  const fiber::WakesTogether together;
  for (size_t i = 0; i < repeated.size(); ++i) repeated[i]->Finish(std::move(answers[i]));
  return absl::OkStatus();
}

}  // namespace steward::journal
