#include "platform/operations/course.h"

#include <gtest/gtest.h>

#include "google/protobuf/util/message_differencer.h"
#include "platform/status/errors.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"

namespace steward::operations {
namespace {

using errors::Reason;
using google::protobuf::util::MessageDifferencer;

const absl::Time kBegin = absl::FromUnixSeconds(1'764'201'600);
const absl::Time kNow = kBegin + absl::Minutes(1);
constexpr absl::Duration kKept = absl::Hours(1);

Operation Running() {
  Operation draft;
  draft.set_method("steward.ticket.v1.TicketService/ImportTickets");
  draft.set_creator("users/alice");
  draft.set_item_count(4);
  return Begin(draft, kBegin);
}

TEST(Course, BeginsRunning) {
  const Operation operation = Running();

  EXPECT_EQ(operation.state(), Operation::RUNNING);
  EXPECT_FALSE(operation.done());
  EXPECT_EQ(FromProto(operation.create_time()), kBegin);
  EXPECT_FALSE(operation.has_end_time());
}

TEST(Course, EndsAsItsItemsSay) {
  const absl::Status late = errors::DeadlineExceeded();
  const struct {
    const char* what;
    ItemCounts counts;
    absl::Status error;
    Operation::State state;
  } cases[] = {
      {"all done", {0, 4, 0, 0}, absl::OkStatus(), Operation::SUCCEEDED},
      {"some refused", {0, 3, 1, 0}, absl::OkStatus(), Operation::SUCCEEDED},
      {"all refused", {0, 0, 4, 0}, absl::OkStatus(), Operation::SUCCEEDED},
      {"some left", {0, 1, 1, 2}, absl::OkStatus(), Operation::CANCELLED},
      {"given up", {0, 1, 1, 2}, late, Operation::FAILED},
      {"given up at its end", {0, 4, 0, 0}, late, Operation::FAILED},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const Operation ended = End(Running(), c.counts, c.error, kNow, kKept);

    EXPECT_EQ(ended.state(), c.state);
    EXPECT_TRUE(ended.done());
    EXPECT_EQ(ended.succeeded_count(), c.counts.succeeded);
    EXPECT_EQ(ended.failed_count(), c.counts.failed);
    EXPECT_EQ(FromProto(ended.end_time()), kNow);
    EXPECT_EQ(FromProto(ended.expire_time()), kNow + kKept);
    EXPECT_EQ(ended.has_error(), !c.error.ok());
  }
}

TEST(Course, IsOverOnceItIsDone) {
  const Operation ended = End(Running(), {0, 4, 0, 0}, absl::OkStatus(), kNow, kKept);
  const absl::Time later = kNow + absl::Minutes(1);

  for (const Operation& again : {RequestCancel(ended, later), Advance(ended, {}, later),
                                 End(ended, {}, errors::DeadlineExceeded(), later, kKept)})
    EXPECT_TRUE(MessageDifferencer::Equals(again, ended)) << again.DebugString();
}

TEST(Course, IsAskedToEndOnce) {
  const Operation asked = RequestCancel(Running(), kNow);

  EXPECT_TRUE(asked.cancel_requested());
  EXPECT_EQ(asked.state(), Operation::RUNNING);
  EXPECT_TRUE(MessageDifferencer::Equals(RequestCancel(asked, kNow + absl::Minutes(1)), asked));
}

TEST(Course, IsForgottenOnlyAfterItsEnd) {
  EXPECT_THAT(Delete(Running(), kNow), HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_THAT(Delete(End(Running(), {}, absl::OkStatus(), kNow, kKept), kNow), IsOk());
}

TEST(Course, KeepsWhatAClientWouldSeeOfAnError) {
  errors::Violations violations;
  violations.Add("ticket.title", "is required");
  violations.Add("ticket.kind", "is required");

  const OperationError error = ErrorOf(violations.ToStatus());

  EXPECT_EQ(error.reason(), Reason::INVALID_FIELD);
  ASSERT_EQ(error.violations_size(), 2);
  EXPECT_EQ(error.violations(0).field(), "ticket.title");
  EXPECT_EQ(error.violations(0).description(), "is required");
  EXPECT_EQ(ErrorOf(errors::Internal("relation ticket")).message().find("relation"),
            std::string::npos);
}

TEST(RestAfter, GrowsToSixtyFourTimesTheFirst) {
  const absl::Duration first = absl::Seconds(5);
  const struct {
    int64_t failures;
    absl::Duration pause;
  } cases[] = {{1, first},      {2, 2 * first},  {3, 4 * first},    {6, 32 * first},
               {7, 64 * first}, {8, 64 * first}, {1000, 64 * first}};
  for (const auto& c : cases) EXPECT_EQ(RestAfter(c.failures, first), c.pause) << c.failures;
}

}  // namespace
}  // namespace steward::operations
