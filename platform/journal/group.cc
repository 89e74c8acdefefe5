// One group in one flush: no round trip happens while a shard's head is locked, so a process that
// stops in the middle cannot stop a shard.

#include "absl/time/clock.h"
#include "platform/fiber/scheduler.h"
#include "platform/journal/begun.h"
#include "platform/journal/flush.h"
#include "platform/journal/journal.h"
#include "platform/journal/member.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::journal {
namespace {

// How long others count as writing after a sign of them.
constexpr absl::Duration kOthersRest = absl::Seconds(1);

}  // namespace

absl::Status Journal::RunGroup(Group* group) {
  Group changes, to_answer;
  for (const auto& member : *group) (member->find_only ? to_answer : changes).push_back(member);
  if (!changes.empty()) {
    ASSIGN_OR_RETURN(Group repeated, RunChanges(changes));
    to_answer.insert(to_answer.end(), repeated.begin(), repeated.end());
  }
  if (to_answer.empty()) return absl::OkStatus();
  // What was committed above is told so; only these still wait, and only for an answer.
  for (const auto& member : to_answer) member->find_only = true;
  // The connection is busy with the next group.
  if (begun_ != nullptr) return PutBack(to_answer), absl::OkStatus();
  Tell();
  absl::Status status = AnswerRepeated(to_answer);
  if (!status.ok()) *group = std::move(to_answer);
  return status;
}

absl::Status Journal::Begin(const Group& changes) {
  begun_ = std::make_unique<Begun>();
  begun_->changes = changes;
  for (const auto& member : changes)
    begun_->flush.Add(member->request, &member->change, member->time, member->actor);
  begun_->statements = begun_->flush.Statements();
  absl::Status sent = connection_->Start(begun_->statements);
  if (!sent.ok()) begun_.reset();
  return sent;
}

// What waits is sent while the server still makes the group before it durable, so that it need not
// wait for us in between. Not while others write to the same shards, who would hardly ever get a
// turn, nor before a question is answered, which needs the connection.
void Journal::BeginNext() {
  const absl::Time now = absl::Now();
  if (one_by_one_ || now < others_until_) return;
  Group next;
  {
    std::lock_guard lock(mutex_);
    for (const auto& member : waiting_)
      if (member->find_only) return;
    next = TakeWaiting();
  }
  EndOverdue(&next, now);
  if (next.empty()) return;
  if (!Begin(next).ok()) return PutBack(next);
  std::lock_guard lock(mutex_);
  ++counts_.early_groups;
}

// The group before failed and will be run again, which takes the connection.
void Journal::GiveUpNext() {
  const std::unique_ptr<Begun> next = std::move(begun_);
  if (next == nullptr) return;
  if (connection_->broken()) return PutBack(next->changes);
  const auto results = connection_->Finish(absl::Now() + kFlushTime);
  if (!results.ok()) return PutBack(next->changes);
  const Group repeated = next->Conclude(*this, *results);
  for (const auto& member : repeated) member->find_only = true;
  PutBack(repeated);
  Tell();
}

void Journal::NoteOthers(const Flush& flush) {
  for (const auto& [shard, base] : flush.Bases())
    if (auto own = own_heads_.find(shard); own != own_heads_.end() && own->second != base)
      others_until_ = absl::Now() + kOthersRest;
  for (const Head& head : flush.Heads()) own_heads_[head.shard] = head.offset;
}

absl::StatusOr<Journal::Group> Journal::RunChanges(const Group& changes) {
  if (begun_ == nullptr) RETURN_IF_ERROR(Begin(changes));
  const std::unique_ptr<Begun> own = std::move(begun_);
  Tell();
  const absl::Time deadline = absl::Now() + kFlushTime;
  if (connection_->AwaitLast(deadline).ok()) BeginNext();
  auto results = connection_->Finish(deadline);
  if (results.ok()) return own->Conclude(*this, *results);
  GiveUpNext();
  return results.status();
}

void Journal::Tell() {
  const fiber::WakesTogether together;
  for (auto& [member, outcome] : to_tell_) member->Finish(std::move(outcome));
  to_tell_.clear();
}

}  // namespace steward::journal
