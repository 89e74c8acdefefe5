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
  const auto claim =
      operations_.queue().Take({kMethod}, absl::Now(), absl::Now() + absl::Milliseconds(300));
  ASSERT_TRUE(claim.ok() && claim->has_value());
  Worker worker(Options());

  EXPECT_EQ(AwaitEnd(name).succeeded_count(), 1);

  EXPECT_THAT(operations_.queue().MoveLease(**claim, absl::Now()), IsOkAndHolds(false));
}

TEST_F(WorkerTest, TakesOneOperationOfATenantAtATime) {
  ASSERT_THAT(Import({"a"}), IsOk());
  ASSERT_THAT(Import({"b"}), IsOk());
  ASSERT_THAT(Import({"c"}, "", false, CallOf("users/eve", Scope::kOwn, "beta")), IsOk());
  const auto take = [&] {
    const auto claim =
        operations_.queue().Take({kMethod}, absl::Now(), absl::Now() + absl::Minutes(1));
    return claim.ok() && claim->has_value() ? (*claim)->key.tenant : "none";
  };

  EXPECT_EQ(take(), "acme");
  EXPECT_EQ(take(), "beta");
  EXPECT_EQ(take(), "none");
}

TEST_F(WorkerTest, LeavesWhatItDoesNotKnow) {
  ASSERT_THAT(Import({"a"}), IsOk());

  const auto claim = operations_.queue().Take({"steward.word.v1.WordService/Other"}, absl::Now(),
                                              absl::Now() + absl::Minutes(1));

  ASSERT_THAT(claim, IsOk());
  EXPECT_FALSE(claim->has_value());
}

TEST_F(WorkerTest, GivesUpAfterADay) {
  Call call = CallOf("users/alice");
  call.time = absl::Now() - absl::Hours(25);
  const std::string name = Import({"a"}, "", false, call).value().name();
  Worker worker(Options());

  const Operation ended = AwaitEnd(name);

  EXPECT_EQ(ended.state(), Operation::FAILED);
  EXPECT_EQ(ended.error().reason(), Reason::DEADLINE_EXCEEDED);
  EXPECT_THAT(States(name), ElementsAre(OperationItem::CANCELLED));
}

}  // namespace
}  // namespace steward::operations
