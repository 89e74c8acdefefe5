// What becomes of events of which people cannot be told.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "platform/testing/eventually.h"
#include "services/notification/jobs/notice_worker.h"
#include "services/notification/jobs/telling_for_test.h"

namespace steward::notification {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

double Parked() { return observe::GetCounter("steward_notices_parked_total", "").Value(); }

class NoticeParkingTest : public TellingTest {
 protected:
  // An event that no text of the database takes.
  event::v1::StoredEvent Broken() {
    event::v1::StoredEvent broken = Assigned("users/bob");
    broken.mutable_event()->set_resource_name(std::string("tickets/INC-1/\0", 15));
    return broken;
  }

  NoticeWorker::Options Impatient() {
    return {.notices = &database_.notices,
            .store = &database_.telling,
            .catch_up = catch_up_,
            .sends_mails = true,
            .failures_max = 3,
            .pause = absl::Milliseconds(1),
            .poll = absl::Milliseconds(5)};
  }

  int Count(const std::string& condition) {
    return database_.Inspect("SELECT FROM notice WHERE " + condition).rows();
  }
};

TEST_F(NoticeParkingTest, ComesAfterAFewAttemptsAndHoldsUpNobody) {
  HearOfUser("bob");
  const double parked_before = Parked();
  ASSERT_THAT(Apply(effect_, Broken()), IsOk());
  ASSERT_THAT(Apply(effect_, Assigned("users/bob")), IsOk());

  NoticeWorker worker(Impatient());

  ASSERT_TRUE(Eventually([&] { return Count("park_time IS NOT NULL") == 1; }));
  EXPECT_THAT(Stored(), ElementsAre("users/bob 1 1", "users/bob 2 2"));
  EXPECT_TRUE(Eventually([&] { return Parked() == parked_before + 1; }));
  const auto rows = database_.Inspect("SELECT failure_count, last_error FROM notice");
  ASSERT_EQ(rows.rows(), 1);
  EXPECT_EQ(rows.Int(0, 0), 3);
  EXPECT_NE(rows.Text(0, 1), "");
  EXPECT_THAT(Take(absl::Now() + absl::Hours(1)), testing::IsEmpty());
}

TEST_F(NoticeParkingTest, EndsWhenAnOperatorSaysSo) {
  ASSERT_THAT(Apply(effect_, Broken()), IsOk());
  const double parked_before = Parked();
  NoticeWorker worker(Impatient());
  // What is parked is counted after it is written.
  ASSERT_TRUE(Eventually([&] { return Parked() == parked_before + 1; }));

  // As docs/operations says.
  auto owner = pg::Connection::Open(database_.owner);
  ASSERT_THAT(owner, IsOk());
  ASSERT_THAT((*owner)->RunScript("BEGIN; SET LOCAL app.tenants = '{demo}';"
                                  "UPDATE notice SET park_time = NULL, failure_count = 0,"
                                  " claim_count = 0 WHERE park_time IS NOT NULL; COMMIT"),
              IsOk());

  ASSERT_TRUE(Eventually([&] { return Parked() == parked_before + 2; }));
  EXPECT_EQ(Count("failure_count = 3"), 1);
}

TEST_F(NoticeParkingTest, ComesForWhatEndsItsWorkersToo) {
  HearOfUser("bob");
  ASSERT_THAT(Apply(effect_, Assigned("users/bob")), IsOk());
  ASSERT_THAT(Apply(effect_, Assigned("users/bob")), IsOk());
  const absl::Time now = absl::Now();
  // Whoever took the first was killed, three times.
  for (int i = 0; i < 3; ++i)
    ASSERT_THAT(*database_.notices.Take(now, now - absl::Seconds(1), 1), SizeIs(1));

  NoticeWorker worker(Impatient());

  ASSERT_TRUE(Eventually([&] { return Count("park_time IS NOT NULL") == 1; }));
  EXPECT_TRUE(Eventually([&] { return Stored().size() == 2; }));
}

TEST_F(NoticeParkingTest, DoesNotComeForWhatWasGivenBack) {
  HearOfUser("bob");
  ASSERT_THAT(Apply(effect_, Assigned("users/bob")), IsOk());
  for (int i = 0; i < 5; ++i) {
    const std::vector<Notice> taken = Take();
    ASSERT_THAT(taken, SizeIs(1));
    ASSERT_THAT(database_.notices.Release(taken), IsOk());
  }

  NoticeWorker worker(Impatient());

  EXPECT_TRUE(Eventually([&] { return Stored().size() == 2; }));
  EXPECT_EQ(Count("park_time IS NOT NULL"), 0);
}

TEST_F(NoticeParkingTest, NoClaimIsGivenBackByAnother) {
  ASSERT_THAT(Apply(effect_, Assigned("users/bob")), IsOk());
  const absl::Time now = absl::Now();
  const auto late = database_.notices.Take(now, now - absl::Seconds(1), 1);
  ASSERT_THAT(late, IsOk());
  ASSERT_THAT(Take(), SizeIs(1));

  ASSERT_THAT(database_.notices.Release(*late), IsOk());

  EXPECT_THAT(Take(), testing::IsEmpty());
}

TEST_F(NoticeParkingTest, GivesEveryTenantItsPart) {
  for (const auto& [tenant, count] : std::map<std::string, int>{{"flood", 50}, {"a", 1}, {"b", 2}})
    for (int i = 0; i < count; ++i)
      ASSERT_THAT(Apply(effect_, Assigned("users/bob", tenant)), IsOk());
  const absl::Time now = absl::Now();

  std::map<std::string, int> taken;
  const auto notices = database_.notices.Take(now, now + absl::Minutes(1), 9);
  ASSERT_THAT(notices, IsOk());
  for (const Notice& notice : *notices) ++taken[notice.tenant];

  EXPECT_EQ(taken, (std::map<std::string, int>{{"flood", 3}, {"a", 1}, {"b", 2}}));
}

}  // namespace
}  // namespace steward::notification
