#include "platform/operations/worker.h"

#include <map>
#include <mutex>

#include "absl/synchronization/notification.h"
#include "platform/operations/operation_handlers.h"
#include "platform/operations/operations_for_test.h"
#include "platform/testing/eventually.h"

namespace steward::operations {
namespace {

using errors::Reason;
using testing::ElementsAre;
using testing::Pair;

class WorkerTest : public OperationsTest {
 protected:
  // Makes "words/<word>" of each item, but of "bad".
  absl::StatusOr<std::string> Make(const Call& call, const Task& task) {
    const std::string word = WordOf(task.input);
    std::lock_guard lock(mutex_);
    calls_.push_back(call);
    ++tries_[task.request_id];
    if (word == "bad") return errors::ReferenceNotFound("word");
    if (word == "later" && tries_[task.request_id] == 1) return errors::Unavailable("directory");
    if (task.validate_only) return std::string();
    made_.push_back(word);
    return absl::StrCat("words/", word);
  }

  // Whether there is an operation to take, and whose.
  std::string Take() {
    const auto claim = operations_.queue().Take({kMethod}, absl::Minutes(1));
    return claim.ok() && claim->has_value() ? (*claim)->key.tenant : "none";
  }

  Worker::Options Options(DoTask task = nullptr) {
    if (task == nullptr)
      task = [this](const Call& call, const Task& each) { return Make(call, each); };
    return {.operations = &operations_,
            .tasks = {{kMethod, std::move(task)}},
            .threads = 1,
            .rest = absl::ZeroDuration(),
            .poll = absl::Milliseconds(20)};
  }

  Operation AwaitEnd(const std::string& name) {
    EXPECT_TRUE(Eventually([&] { return Get(name).done(); }));
    return Get(name);
  }
  std::vector<OperationItem::State> States(const std::string& name) {
    std::vector<OperationItem::State> states;
    for (const OperationItem& item : Items(name)) states.push_back(item.state());
    return states;
  }
  std::vector<std::string> Events(const std::string& name) {
    std::vector<std::string> types;
    const auto events =
        history_.ListHistory("acme", name, 0, 10, absl::Now() + absl::Seconds(10)).value();
    for (const auto& event : events) types.push_back(event.event().type());
    return types;
  }

  std::mutex mutex_;
  std::vector<Call> calls_;
  std::map<std::string, int> tries_;
  std::vector<std::string> made_;
};

TEST_F(WorkerTest, WorksThroughAllItems) {
  const std::string name = Import({"a", "bad", "", "d"}).value().name();
  Worker worker(Options());

  const Operation ended = AwaitEnd(name);

  EXPECT_EQ(ended.state(), Operation::SUCCEEDED);
  EXPECT_EQ(ended.succeeded_count(), 2);
  EXPECT_EQ(ended.failed_count(), 2);
  EXPECT_TRUE(ended.has_expire_time());
  EXPECT_THAT(made_, ElementsAre("a", "d"));
  const auto items = Items(name);
  EXPECT_EQ(items[0].resource(), "words/a");
  EXPECT_EQ(items[1].error().reason(), Reason::REFERENCE_NOT_FOUND);
  EXPECT_EQ(items[2].error().reason(), Reason::INVALID_FIELD);
  EXPECT_THAT(Events(name), ElementsAre(kCreatedEvent, kDoneEvent));
  EXPECT_EQ(AskPostgres(owner_, "SET app.system = 'on'; SELECT count(*) FROM operation_work"), "0");
}

TEST_F(WorkerTest, ActsForItsCaller) {
  Call call = CallOf("users/alice");
  call.credential = "token";
  call.client_address = "203.0.113.7";
  call.trace_parent = "00-1-2-01";
  const std::string name = Import({"a"}, "", false, call).value().name();
  Worker worker(Options());
  AwaitEnd(name);

  ASSERT_EQ(calls_.size(), 1u);
  EXPECT_EQ(calls_[0].tenant, "acme");
  EXPECT_EQ(calls_[0].subject, "users/alice");
  EXPECT_THAT(calls_[0].roles, ElementsAre("integration"));
  EXPECT_EQ(calls_[0].scope, Scope::kTenant);
  EXPECT_EQ(calls_[0].method, kMethod);
  EXPECT_EQ(calls_[0].credential, "token");
  EXPECT_EQ(calls_[0].client_address, "203.0.113.7");
  EXPECT_EQ(calls_[0].request_id, "call-1");
  EXPECT_EQ(calls_[0].trace_parent, "00-1-2-01");
}

TEST_F(WorkerTest, ChecksOnly) {
  const std::string name = Import({"a", "bad"}, "", true).value().name();
  Worker worker(Options());

  const Operation ended = AwaitEnd(name);

  EXPECT_EQ(ended.succeeded_count(), 1);
  EXPECT_EQ(ended.failed_count(), 1);
  EXPECT_THAT(made_, testing::IsEmpty());
  EXPECT_EQ(Items(name)[0].resource(), "");
}

TEST_F(WorkerTest, TriesAgainUnderTheSameRequestId) {
  const std::string name = Import({"a", "later", "c"}).value().name();
  Worker worker(Options());

  EXPECT_EQ(AwaitEnd(name).succeeded_count(), 3);

  const std::string id = name.substr(name.find('/') + 1);
  EXPECT_THAT(tries_, ElementsAre(Pair(id + " 1", 1), Pair(id + " 2", 2), Pair(id + " 3", 1)));
}

TEST_F(WorkerTest, EndsWhenItsCallerAsksForIt) {
  absl::Notification begun, asked;
  const std::string name = Import(std::vector<std::string>(100, "word")).value().name();
  Worker worker(Options([&](const Call& call, const Task& task) {
    if (!begun.HasBeenNotified()) begun.Notify();
    asked.WaitForNotification();
    return Make(call, task);
  }));
  begun.WaitForNotification();
  operation::v1::CancelOperationRequest request;
  request.set_name(name);

  const auto cancelled =
      OperationHandlers(&operations_).CancelOperation(CallOf("users/alice"), request);
  asked.Notify();

  ASSERT_THAT(cancelled, IsOk());
  EXPECT_TRUE(cancelled->cancel_requested());
  const Operation ended = AwaitEnd(name);
  EXPECT_EQ(ended.state(), Operation::CANCELLED);
  EXPECT_EQ(ended.succeeded_count(), static_cast<int>(made_.size()));
  EXPECT_LT(ended.succeeded_count(), 100);
  EXPECT_EQ(States(name).back(), OperationItem::CANCELLED);
  EXPECT_EQ(Items(name).back().line(), 100);
  EXPECT_THAT(Events(name), ElementsAre(kCreatedEvent, kCancelRequestedEvent, kDoneEvent));
}

TEST_F(WorkerTest, LeavesTheRestToOthersWhenItIsStopped) {
  absl::Notification begun;
  const std::string name = Import({"a", "b", "c"}).value().name();
  std::optional<Worker> first;
  first.emplace(Options([&](const Call& call, const Task& task) {
    if (!begun.HasBeenNotified()) begun.Notify();
    return Make(call, task);
  }));
  begun.WaitForNotification();

  first.reset();
  Worker second(Options());

  EXPECT_EQ(AwaitEnd(name).succeeded_count(), 3);
  EXPECT_THAT(made_, ElementsAre("a", "b", "c"));
}

// What a killed process had in hand: nobody gives it back.
TEST_F(WorkerTest, TakesOverWhenALeaseHasRunOut) {
  const std::string name = Import({"a"}).value().name();
  const auto claim = operations_.queue().Take({kMethod}, absl::Milliseconds(300));
  ASSERT_TRUE(claim.ok() && claim->has_value());
  Worker worker(Options());

  EXPECT_EQ(AwaitEnd(name).succeeded_count(), 1);

  EXPECT_THAT(operations_.queue().Renew(**claim, absl::Minutes(1)), IsOkAndHolds(false));
}

TEST_F(WorkerTest, LetsOthersOfTheTenantGoOnWhileOneCannot) {
  const std::string stuck = Import({"stuck"}).value().name();
  const std::string fine = Import({"a"}).value().name();
  auto options = Options([this](const Call& call, const Task& task) {
    return WordOf(task.input) == "stuck"
               ? absl::StatusOr<std::string>(errors::Unavailable("directory"))
               : Make(call, task);
  });
  options.rest = absl::Hours(1);
  Worker worker(std::move(options));

  EXPECT_EQ(AwaitEnd(fine).succeeded_count(), 1);

  EXPECT_FALSE(Get(stuck).done());
  // It waits for its next attempt, unless it is to end.
  EXPECT_EQ(Take(), "none");
  operation::v1::CancelOperationRequest request;
  request.set_name(stuck);
  ASSERT_THAT(OperationHandlers(&operations_).CancelOperation(CallOf("users/alice"), request),
              IsOk());
  EXPECT_EQ(AwaitEnd(stuck).state(), Operation::CANCELLED);
}

// Asks who the caller is before the first item, and is told so.
TEST_F(WorkerTest, EndsWhenItsCallerMayNotActAnyMore) {
  using identity::v1::Principal;
  const struct {
    const char* what;
    Principal::State state;
    Reason reason;
  } cases[] = {{"was disabled", Principal::REFUSED, Reason::CALLER_REFUSED},
               {"lost a role", Principal::ACTIVE, Reason::PERMISSION_DENIED}};
  Call call = CallOf("users/alice");
  call.credential = "token";
  call.granted_role_count = 1;
  for (const auto& c : cases) {
    const std::string name = Import({"a", "b"}, "", false, call).value().name();
    auto options = Options();
    options.resolve_caller = [&](const identity::v1::Identity& caller) {
      EXPECT_EQ(caller.subject(), "users/alice");
      Principal known;
      known.set_state(c.state);
      return absl::StatusOr<Principal>(known);
    };
    Worker worker(std::move(options));

    const Operation ended = AwaitEnd(name);

    EXPECT_EQ(ended.state(), Operation::FAILED) << c.what;
    EXPECT_EQ(ended.error().reason(), c.reason) << c.what;
    EXPECT_THAT(States(name), ElementsAre(OperationItem::CANCELLED, OperationItem::CANCELLED));
  }
  EXPECT_THAT(made_, testing::IsEmpty());
}

TEST_F(WorkerTest, GoesOnWhileNobodyCanBeAskedWhoTheCallerIs) {
  Call call = CallOf("users/alice");
  call.credential = "token";
  const std::string name = Import({"a"}, "", false, call).value().name();
  auto options = Options();
  options.resolve_caller = [](const identity::v1::Identity&) {
    return absl::StatusOr<identity::v1::Principal>(errors::Unavailable("directory"));
  };
  Worker worker(std::move(options));

  EXPECT_EQ(AwaitEnd(name).state(), Operation::SUCCEEDED);
}

// How long it waited for its turn does not count.
TEST_F(WorkerTest, GivesUpADayAfterItsFirstClaim) {
  Call call = CallOf("users/alice");
  call.time = absl::Now() - absl::Hours(25);
  const std::string late = Import({"a"}, "", false, call).value().name();
  const std::string name = Import({"a"}, "", false, call).value().name();
  AskPostgres(owner_, absl::StrCat("SET app.system = 'on'; UPDATE operation_work SET"
                                   " first_claim_time = now() - interval '25 hours'"
                                   " WHERE 'operations/' || operation_id = '",
                                   name, "'"));
  Worker worker(Options());

  EXPECT_EQ(AwaitEnd(late).state(), Operation::SUCCEEDED);

  const Operation ended = AwaitEnd(name);

  EXPECT_EQ(ended.state(), Operation::FAILED);
  EXPECT_EQ(ended.error().reason(), Reason::DEADLINE_EXCEEDED);
  EXPECT_THAT(States(name), ElementsAre(OperationItem::CANCELLED));
}

}  // namespace
}  // namespace steward::operations
