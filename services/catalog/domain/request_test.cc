#include "services/catalog/domain/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/catalog/domain/items_for_test.h"

namespace steward::catalog {
namespace {

using errors::Reason;
using testing::ElementsAre;

Request Ordered(const std::string& answers = R"({"model": "pro", "cost_center": "CC-1234"})") {
  static const v1::CatalogItem item = [] {
    v1::CatalogItem laptop = Laptop();
    laptop.set_revision(3);
    return laptop;
  }();
  Request draft;
  draft.set_item("catalogItems/laptop");
  draft.set_problem("whatever a client says");
  CheckedAnswers checked = OrderedBy(Evaluate(item, Answers(answers)).value());
  return Submit(draft, {item, std::move(checked), {}}, "users/alice", kNow).request;
}

TEST(Submit, CopiesWhatTheRequestNeeds) {
  const Request request = Ordered();

  EXPECT_EQ(request.state(), Request::SUBMITTED);
  EXPECT_EQ(request.requester(), "users/alice");
  EXPECT_EQ(request.creator(), "users/alice");
  EXPECT_EQ(request.title(), "Laptop");
  EXPECT_EQ(request.item_revision(), 3);
  EXPECT_EQ(request.offering(), "serviceOfferings/workplace");
  EXPECT_EQ(request.price().amount(), "1999.90");
  EXPECT_EQ(request.problem(), "");
  ASSERT_EQ(request.tasks_size(), 2);
  EXPECT_EQ(request.tasks(1).template_().id(), "hand_over");
  EXPECT_EQ(request.tasks(1).state(), v1::RequestTask::WAITING);
}

TEST(TakeAction, GoesFromStateToStateAndRefusesTheRest) {
  const struct {
    Request::State from;
    const char* action;
    Request::State to;
    const char* event;
  } cases[] = {
      {Request::SUBMITTED, "requestApproval", Request::AWAITING_APPROVAL, "approval_requested"},
      {Request::SUBMITTED, "approve", Request::IN_FULFILMENT, "approved"},
      {Request::AWAITING_APPROVAL, "approve", Request::IN_FULFILMENT, "approved"},
      {Request::AWAITING_APPROVAL, "reject", Request::REJECTED, "rejected"},
      {Request::IN_FULFILMENT, "openTask", Request::IN_FULFILMENT, "task_opened"},
      {Request::IN_FULFILMENT, "endTask", Request::IN_FULFILMENT, "task_ended"},
      {Request::IN_FULFILMENT, "fulfil", Request::FULFILLED, "fulfilled"},
      {Request::IN_FULFILMENT, "fail", Request::FAILED, "failed"},
      {Request::SUBMITTED, "cancel", Request::CANCELLED, "cancelled"},
      {Request::AWAITING_APPROVAL, "cancel", Request::CANCELLED, "cancelled"},
      {Request::IN_FULFILMENT, "cancel", Request::CANCELLED, "cancelled"},
      {Request::SUBMITTED, "block", Request::SUBMITTED, "blocked"},
      {Request::AWAITING_APPROVAL, "block", Request::AWAITING_APPROVAL, "blocked"},
      {Request::IN_FULFILMENT, "block", Request::IN_FULFILMENT, "blocked"},
  };
  const char* const actions[] = {"requestApproval", "approve", "reject", "openTask", "endTask",
                                 "fulfil",          "fail",    "cancel", "block"};
  for (int state = 1; state <= Request::State_MAX; ++state) {
    for (const char* action : actions) {
      Request request = Ordered();
      request.set_state(static_cast<Request::State>(state));
      request.set_approval("approvals/APR-1");
      request.set_problem("no group");
      request.set_cancel_reason("not needed");
      SCOPED_TRACE(absl::StrCat(Request::State_Name(request.state()), " ", action));
      const auto taken = TakeAction(request, action, kNow);
      const auto* expected = std::find_if(std::begin(cases), std::end(cases), [&](const auto& c) {
        return c.from == state && c.action == action;
      });
      if (expected == std::end(cases)) {
        EXPECT_THAT(taken, HasReason(Reason::ILLEGAL_TRANSITION));
        continue;
      }
      ASSERT_THAT(taken, IsOk());
      EXPECT_EQ(taken->request.state(), expected->to);
      EXPECT_EQ(taken->event_type, absl::StrCat("dev.steward.request.", expected->event, ".v1"));
      EXPECT_EQ(taken->request.has_end_time(), HasEnded(taken->request));
      EXPECT_EQ(taken->request.problem().empty(), std::string(action) != "block");
    }
  }
}

TEST(Cancel, NeedsAReason) {
  EXPECT_THAT(Cancel(Ordered(), "", kNow), HasReason(Reason::INVALID_FIELD));
  EXPECT_EQ(Cancel(Ordered(), "not needed", kNow)->request.state(), Request::CANCELLED);
}

TEST(DigestOf, FollowsFromWhatIsOrderedOnly) {
  Request request = Ordered();
  const std::string digest = DigestOf(request);
  EXPECT_EQ(digest.size(), 64);
  request.set_state(Request::AWAITING_APPROVAL);
  request.set_etag("x");
  EXPECT_EQ(DigestOf(request), digest);

  EXPECT_NE(DigestOf(Ordered(R"({"model": "air", "cost_center": "CC-1234"})")), digest);
  request.set_requester("users/bob");
  EXPECT_NE(DigestOf(request), digest);
}

}  // namespace
}  // namespace steward::catalog
