#include "platform/journal/journal.h"

#include <algorithm>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "platform/fiber/scheduler.h"
#include "platform/journal/begun.h"
#include "platform/journal/member.h"
#include "platform/journal/queries.h"
#include "platform/observe/log.h"
#include "platform/observe/uuid.h"
#include "platform/pg/error.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::journal {
namespace {

std::string UuidBytes(absl::Time time) {
  return absl::HexStringToBytes(absl::StrReplaceAll(observe::NewUuid7(time), {{"-", ""}}));
}

// Every statement is keyed; a plan made while the tables were empty must not scan them later.
constexpr char kSettings[] =
    "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=5s"
    " -c jit=off -c enable_seqscan=off -c enable_mergejoin=off"
    " -c plan_cache_mode=force_generic_plan";

// The group itself is not at fault: somebody else holds a lock for long.
bool IsLockTimeout(const absl::Status& status) {
  std::string state = pg::SqlState(status);
  return state == "55P03" || state == "40P01";
}

absl::Status OpenEpoch(pg::Connection& connection) {
  return connection
      .Run(std::vector<pg::Statement>{{&sql::kOpenEpoch, {}, {}}}, absl::Now() + absl::Seconds(5))
      .status();
}

}  // namespace

Journal::Journal(Options options) : options_(std::move(options)), thread_([this] { Loop(); }) {}

Journal::~Journal() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

absl::Status Journal::Open() {
  ASSIGN_OR_RETURN(auto connection, pg::Connection::Open(options_.conninfo));
  return OpenEpoch(*connection);
}

absl::StatusOr<Committed> Journal::Commit(const Call& call, const RequestKey& request,
                                          Change change) {
  auto member = std::make_shared<Member>();
  member->request = request;
  member->change = std::move(change);
  for (Draft& draft : member->change.drafts) {
    draft.event_id = UuidBytes(call.now());
    draft.event_bytes = draft.event.SerializeAsString();
  }
  member->time = call.now();
  member->actor = call.subject;
  return Submit(std::move(member), call.deadline);
}

absl::StatusOr<Committed> Journal::FindAnswer(const Call& call, const RequestKey& request) {
  auto member = std::make_shared<Member>();
  member->request = request;
  member->find_only = true;
  return Submit(std::move(member), call.deadline);
}

absl::StatusOr<Committed> Journal::Submit(std::shared_ptr<Member> member, absl::Time deadline) {
  member->deadline = std::min(deadline, absl::Now() + absl::Seconds(30));
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return errors::Unavailable("the journal is stopping");
    waiting_.push_back(member);
  }
  fiber::Scheduler::NotifyAtEndOfBurst(&arrived_);
  if (!member->done.Wait(member->deadline)) return errors::DeadlineExceeded();
  return std::move(member->outcome);
}

void Journal::Loop() {
  while (true) {
    const Group group = begun_ != nullptr ? begun_->changes : NextGroup();
    if (group.empty()) return;
    CommitGroup(group);
  }
}

Journal::Group Journal::NextGroup() {
  std::unique_lock lock(mutex_);
  if (waiting_.empty()) {
    lock.unlock();
    Tell();
    lock.lock();
  }
  arrived_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
  return TakeWaiting();
}

// A second request with the same key stays for the next group, where it finds the first one's
// answer. Under the mutex.
Journal::Group Journal::TakeWaiting() {
  Group group;
  std::set<std::pair<std::string, std::string>> keys;
  std::deque<std::shared_ptr<Member>> later;
  while (!waiting_.empty() && static_cast<int>(group.size()) < options_.group_max) {
    auto member = std::move(waiting_.front());
    waiting_.pop_front();
    if (!keys.insert({member->request.tenant, member->request.key}).second)
      later.push_back(std::move(member));
    else
      group.push_back(std::move(member));
  }
  waiting_.insert(waiting_.begin(), later.begin(), later.end());
  counts_.waiting = static_cast<int64_t>(waiting_.size());
  return group;
}

// First of all again.
void Journal::PutBack(const Group& group) {
  std::lock_guard lock(mutex_);
  waiting_.insert(waiting_.begin(), group.begin(), group.end());
}

absl::Status Journal::Reconnect() {
  if (connection_ != nullptr && !connection_->broken()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto connection, pg::Connection::Open(options_.conninfo, kSettings));
  // The server may be another one now, or have been restored.
  absl::Status opened = OpenEpoch(*connection);
  if (!opened.ok()) return pg::MakeError("", errors::LogText(opened), "open_epoch");
  connection_ = std::move(connection);
  return absl::OkStatus();
}

// After a lost connection the outcome is unknown, and running the same group again settles it: what
// was committed is found by its request key.
void Journal::CommitGroup(const Group& all) {
  Group group = all;
  if (begun_ == nullptr) EndOverdue(&group, absl::Now());
  if (group.empty()) return;
  absl::Time latest = absl::InfinitePast();
  for (const auto& member : group) latest = std::max(latest, member->deadline);
  absl::Duration pause = absl::Milliseconds(20);
  absl::Status status;
  while (true) {
    status = Reconnect();
    if (status.ok()) status = RunGroup(&group);
    if (status.ok()) return;
    bool passing = pg::IsConnectionLost(status) || IsLockTimeout(status);
    if (!passing || absl::Now() + pause > latest) break;
    observe::Warn("journal tries a group again", status);
    absl::SleepFor(pause);
    pause = std::min(pause * 2, absl::Milliseconds(500));
  }
  if (group.size() == 1 || pg::IsConnectionLost(status) || IsLockTimeout(status)) {
    for (const auto& member : group) member->Finish(status);
    return;
  }
  {
    std::lock_guard lock(mutex_);
    ++counts_.split_groups;
  }
  one_by_one_ = true;
  for (const auto& member : group) CommitGroup({member});
  one_by_one_ = false;
}

Journal::Counts Journal::counts() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace steward::journal
