#include "services/catalog/domain/fulfilment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "absl/strings/str_join.h"
#include "platform/time/timestamp.h"
#include "services/catalog/domain/items_for_test.h"

namespace steward::catalog {
namespace {

using errors::Reason;
using testing::ElementsAre;
using v1::RequestTask;

// A request with these tasks, each with those it depends on.
Request RequestWith(const std::vector<std::pair<std::string, std::vector<std::string>>>& tasks) {
  Request request;
  request.set_name("requests/REQ-7");
  request.set_requester("users/alice");
  request.set_state(Request::SUBMITTED);
  for (const auto& [id, depends_on] : tasks) {
    RequestTask* task = request.add_tasks();
    task->mutable_template_()->set_id(id);
    for (const std::string& other : depends_on) task->mutable_template_()->add_depends_on(other);
    task->set_state(RequestTask::WAITING);
  }
  return request;
}

Request WithStage(Request request) {
  request.add_stages()->set_title("Manager");
  return request;
}

// In a word, what is to be done next.
std::string Next(const Request& request, const Fates& fates = {}) {
  const auto step = NextStep(request, fates, kNow);
  EXPECT_THAT(step, IsOk());
  struct Words {
    std::string operator()(const Wait&) const { return "wait"; }
    std::string operator()(const AskForApproval&) const { return "ask"; }
    std::string operator()(const OpenTasks& open) const {
      return "open " + absl::StrJoin(open.indexes, " ");
    }
    std::string operator()(const Withdraw& rest) const {
      return "withdraw " + absl::StrJoin(rest.names, " ");
    }
    std::string operator()(const Become& become) const {
      return Request::State_Name(become.request.state());
    }
  };
  return std::visit(Words(), *step);
}

Request After(const Request& request, const Fates& fates = {}) {
  return std::get<Become>(NextStep(request, fates, kNow).value()).request;
}

TEST(NextStep, AsksForApprovalOnceAndFollowsIt) {
  Request request = WithStage(RequestWith({}));
  EXPECT_EQ(Next(request), "ask");

  request = AskedForApproval(request, "approvals/APR-1", kNow)->request;
  EXPECT_EQ(request.state(), Request::AWAITING_APPROVAL);
  const struct {
    Fates fates;
    const char* next;
  } cases[] = {{{}, "wait"},
               {{{"approvals/APR-9", Fate::kDone}}, "wait"},
               {{{"approvals/APR-1", Fate::kOpen}}, "wait"},
               {{{"approvals/APR-1", Fate::kDone}}, "IN_FULFILMENT"},
               {{{"approvals/APR-1", Fate::kFailed}}, "REJECTED"}};
  for (const auto& c : cases) EXPECT_EQ(Next(request, c.fates), c.next);
}

TEST(NextStep, NeedsNoApprovalWithoutStages) { EXPECT_EQ(Next(RequestWith({})), "IN_FULFILMENT"); }

TEST(NextStep, OpensATaskWhenThoseBeforeItAreDone) {
  Request request = After(RequestWith({{"b", {"a"}}, {"a", {}}}));
  EXPECT_EQ(Next(request), "open 1");

  request = OpenedTask(request, 1, "tickets/TSK-1", kNow)->request;
  EXPECT_EQ(Next(request), "wait");
  EXPECT_EQ(Next(request, {{"tickets/TSK-1", Fate::kOpen}}), "wait");

  Fates fates{{"tickets/TSK-1", Fate::kDone}};
  request = After(request, fates);
  EXPECT_EQ(request.tasks(1).state(), RequestTask::DONE);
  EXPECT_EQ(Next(request, fates), "open 0");

  request = OpenedTask(request, 0, "tickets/TSK-2", kNow)->request;
  fates["tickets/TSK-2"] = Fate::kDone;
  request = After(request, fates);
  EXPECT_EQ(Next(request, fates), "FULFILLED");
}

TEST(NextStep, FailsWithATaskAndWithdrawsTheRest) {
  Request request = After(RequestWith({{"a", {}}, {"b", {}}}));
  request = OpenedTask(request, 0, "tickets/TSK-1", kNow)->request;
  request = OpenedTask(request, 1, "tickets/TSK-2", kNow)->request;
  const Fates fates{{"tickets/TSK-1", Fate::kFailed}, {"tickets/TSK-2", Fate::kOpen}};
  request = After(request, fates);
  EXPECT_EQ(Next(request, fates), "FAILED");

  request = After(request, fates);
  EXPECT_EQ(Next(request, fates), "withdraw tickets/TSK-2");
  EXPECT_EQ(Next(request, {{"tickets/TSK-2", Fate::kFailed}}), "wait");
}

TEST(NextStep, SaysWhatCannotBeWithdrawnUntilItIs) {
  const Request request = Cancel(RequestWith({{"a", {}}}), "not needed", kNow)->request;
  const absl::Time later = kNow + absl::Minutes(1);

  const ChangedRequest refused = NotedProblem(request, "tickets/TSK-1 cannot be withdrawn.", later);

  EXPECT_EQ(refused.event_type, kRequestUpdated);
  EXPECT_EQ(refused.request.state(), Request::CANCELLED);
  EXPECT_EQ(refused.request.problem(), "tickets/TSK-1 cannot be withdrawn.");
  EXPECT_EQ(FromProto(refused.request.end_time()), kNow);
  EXPECT_EQ(FromProto(refused.request.update_time()), later);
  EXPECT_EQ(Next(refused.request, {{"tickets/TSK-1", Fate::kOpen}}), "withdraw tickets/TSK-1");
  const Fates ended{{"tickets/TSK-1", Fate::kDone}};
  EXPECT_EQ(After(refused.request, ended).problem(), "");
  EXPECT_EQ(Next(After(refused.request, ended), ended), "wait");
}

TEST(NextStep, WithdrawsWhatACancelledRequestAskedFor) {
  Request request = WithStage(RequestWith({{"a", {}}}));
  request = Cancel(request, "not needed", kNow)->request;

  EXPECT_EQ(Next(request), "wait");
  EXPECT_EQ(Next(request, {{"approvals/APR-1", Fate::kOpen}}), "withdraw approvals/APR-1");
  EXPECT_THAT(AskedForApproval(request, "approvals/APR-1", kNow),
              HasReason(Reason::ILLEGAL_TRANSITION));
}

TEST(NextStep, LeavesASubscriptionWhereTheItemSaysSo) {
  Request request = After(RequestWith({}));
  EXPECT_EQ(After(request).subscription(), "");

  request.mutable_terms()->mutable_duration()->set_seconds(86400);
  const Request fulfilled = After(request);
  EXPECT_EQ(fulfilled.subscription(), "subscriptions/REQ-7");
  const v1::Subscription left = SubscriptionOf(fulfilled, kNow);
  EXPECT_EQ(left.subscriber(), "users/alice");
  EXPECT_EQ(left.expire_time().seconds(), absl::ToUnixSeconds(kNow) + 86400);

  const v1::Subscription ended = EndSubscription(left, kNow).value();
  EXPECT_EQ(ended.state(), v1::Subscription::ENDED);
  EXPECT_THAT(EndSubscription(ended, kNow), HasReason(Reason::ILLEGAL_TRANSITION));
}

TEST(Block, SaysWhyUntilItGoesOn) {
  Request request = After(RequestWith({{"a", {}}}));
  request = Block(request, "The group is disabled.", kNow)->request;
  EXPECT_EQ(request.problem(), "The group is disabled.");
  EXPECT_EQ(Next(request), "open 0");

  EXPECT_EQ(OpenedTask(request, 0, "tickets/TSK-1", kNow)->request.problem(), "");
}

TEST(NextStep, GoesOnWithATicketThatIsThere) {
  Request request = After(RequestWith({{"a", {}}, {"b", {}}}));
  EXPECT_EQ(Next(request), "open 0 1");
  request = NotedTicket(request, 0, "tickets/TSK-1", "The group is disabled.", kNow)->request;
  EXPECT_EQ(request.problem(), "The group is disabled.");
  EXPECT_EQ(request.tasks(0).ticket(), "tickets/TSK-1");

  // However the ticket has ended meanwhile.
  EXPECT_EQ(Next(request, {{"tickets/TSK-1", Fate::kDone}}), "open 0 1");
  request = OpenedTask(request, 0, "tickets/TSK-1", kNow)->request;
  request = After(request, {{"tickets/TSK-1", Fate::kDone}});
  EXPECT_EQ(request.tasks(0).state(), RequestTask::DONE);
}

// Whatever the plan, and in whatever order tickets end: each task is opened once, and none before
// those it depends on.
TEST(NextStep, FulfilsEveryPlan) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::pair<std::string, std::vector<std::string>>> plan;
    for (int i = 0, tasks = static_cast<int>(random() % 7); i < tasks; ++i) {
      std::vector<std::string> before;
      for (int j = 0; j < i; ++j)
        if (random() % 3 == 0) before.push_back(absl::StrCat("t", j));
      plan.emplace_back(absl::StrCat("t", i), std::move(before));
    }
    std::shuffle(plan.begin(), plan.end(), random);
    Request request = RequestWith(plan);
    Fates fates;
    std::set<std::string> done;
    for (int steps = 0; !HasEnded(request); ++steps) {
      ASSERT_LT(steps, 100);
      const Step step = NextStep(request, fates, kNow).value();
      if (const auto* become = std::get_if<Become>(&step)) {
        request = become->request;
      } else if (const auto* open = std::get_if<OpenTasks>(&step)) {
        // As far as it comes.
        const int index = open->indexes[random() % open->indexes.size()];
        const v1::TaskTemplate& task = request.tasks(index).template_();
        for (const std::string& before : task.depends_on()) EXPECT_TRUE(done.count(before));
        const std::string ticket = "tickets/" + task.id();
        EXPECT_TRUE(fates.emplace(ticket, Fate::kOpen).second);
        request = OpenedTask(request, index, ticket, kNow)->request;
      } else {
        std::vector<std::string> open_tickets;
        for (const auto& [name, fate] : fates)
          if (fate == Fate::kOpen) open_tickets.push_back(name);
        ASSERT_FALSE(open_tickets.empty());
        const std::string& ends = open_tickets[random() % open_tickets.size()];
        fates[ends] = Fate::kDone;
        done.insert(ends.substr(sizeof("tickets")));
      }
    }
    EXPECT_EQ(request.state(), Request::FULFILLED);
    EXPECT_EQ(done.size(), plan.size());
  }
}

}  // namespace
}  // namespace steward::catalog
