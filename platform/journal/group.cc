// One group in one flush: no round trip happens while a shard's head is locked, so a process that
// stops in the middle cannot stop a shard.

#include "absl/time/clock.h"
#include "platform/fiber/scheduler.h"
#include "platform/journal/flush.h"
#include "platform/journal/journal.h"
#include "platform/journal/member.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::journal {

absl::Status Journal::RunGroup(Group* group) {
  Group changes, to_answer;
  for (const auto& member : *group) (member->find_only ? to_answer : changes).push_back(member);
  if (!changes.empty()) {
    ASSIGN_OR_RETURN(Group repeated, RunChanges(changes));
    to_answer.insert(to_answer.end(), repeated.begin(), repeated.end());
  }
  if (to_answer.empty()) return absl::OkStatus();
  Tell();
  absl::Status status = AnswerRepeated(to_answer);
  if (status.ok()) return status;
  // What was committed above has been told so; only these still wait, and only for an answer.
  for (const auto& member : to_answer) member->find_only = true;
  *group = std::move(to_answer);
  return status;
}

absl::StatusOr<Journal::Group> Journal::RunChanges(const Group& changes) {
  Flush flush;
  for (const auto& member : changes)
    flush.Add(member->request, &member->change, member->time, member->actor);
  auto results = connection_->Run(flush.Statements(), absl::Now() + kFlushTime, [this] { Tell(); });
  Tell();
  RETURN_IF_ERROR(results.status());
  flush.Read(*results);
  const std::vector<Head> heads = flush.Heads();
  if (!heads.empty() && options_.on_commit != nullptr) options_.on_commit(heads);

  Group repeated;
  int64_t committed = 0, unmatched = 0;
  for (size_t i = 0; i < changes.size(); ++i) {
    const Change& change = changes[i]->change;
    const Draft& draft = change.drafts[change.answer()];
    switch (flush.OutcomeOf(i)) {
      case Flush::Outcome::kCommitted:
        ++committed;
        to_tell_.emplace_back(changes[i], Committed{flush.ResourceOf(i), draft.version, false, {}});
        break;
      case Flush::Outcome::kRepeated:
        repeated.push_back(changes[i]);
        break;
      case Flush::Outcome::kUnmatched:
        ++unmatched;
        to_tell_.emplace_back(changes[i], errors::ConcurrentChange(draft.resource));
    }
  }
  std::lock_guard lock(mutex_);
  ++counts_.groups;
  counts_.changes += committed;
  counts_.unmatched += unmatched;
  counts_.replayed += static_cast<int64_t>(repeated.size());
  return repeated;
}

void Journal::Tell() {
  const fiber::WakesTogether together;
  for (auto& [member, outcome] : to_tell_) member->Finish(std::move(outcome));
  to_tell_.clear();
}

}  // namespace steward::journal
