// What operators do about parked events.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/events/parked_command.h"
#include "platform/events/producer_for_test.h"
#include "platform/testing/status_matchers.h"

namespace steward::events {
namespace {

class ConsumerParkedTest : public testing::Test {
 protected:
  bool Parks(int64_t events) {
    return Eventually([&] { return database_.Count("parked_event") == events; });
  }
  bool Applies(const std::string& all) {
    return Eventually([&] { return database_.Applied() == all; });
  }
  int Run(std::vector<std::string> arguments) {
    return RunParkedCommand(database_.app(), arguments);
  }
  std::string Listed() {
    testing::internal::CaptureStdout();
    EXPECT_EQ(Run({"list"}), 0);
    return testing::internal::GetCapturedStdout();
  }
  // Nothing refuses version 13 of notes/bad any more.
  void Repair() { database_.Ask("ALTER TABLE effect DROP CONSTRAINT not_thirteen"); }

  Producer producer_;
  EffectDatabase database_;
};

TEST_F(ConsumerParkedTest, AreAppliedInOrderWhenTheirCauseIsRepaired) {
  Consumer consumer(database_.Options(producer_));
  for (int version = 12; version <= 15; ++version) producer_.Append("demo", "bad", version);
  producer_.Append("acme", "bad", 13);
  ASSERT_TRUE(Parks(4));
  EXPECT_THAT(Listed(),
              testing::AllOf(testing::HasSubstr("demo  ticket  notes/bad v13"),
                             testing::HasSubstr("not_thirteen"), testing::HasSubstr("4 parked")));

  Repair();
  ASSERT_EQ(Run({"retry"}), 0);

  ASSERT_TRUE(Parks(0));
  producer_.Append("demo", "bad", 16);
  EXPECT_TRUE(Eventually([&] { return database_.Count("effect") == 6; }));
  EXPECT_EQ(database_.Disorder(), 0);
  EXPECT_EQ(database_.Ask("SELECT string_agg(version::text, ' ' ORDER BY id) FROM effect "
                          "WHERE tenant_id = 'demo'"),
            "12 13 14 15 16");
}

TEST_F(ConsumerParkedTest, OneThatComesWhileTheyWaitForTheirTurnGoesWithThem) {
  Consumer::Options options = database_.Options(producer_);
  options.poll = absl::Seconds(1);
  Consumer consumer(options);
  const auto append = [&](int64_t version) {
    producer_.Append("demo", "bad", version);
    EXPECT_THAT(consumer.CatchUp("demo", absl::Now() + absl::Seconds(20)), IsOk());
  };
  append(13);
  append(14);
  Repair();

  ASSERT_EQ(Run({"retry"}), 0);
  append(15);

  EXPECT_TRUE(Parks(0));
  EXPECT_TRUE(Applies("notes/bad 13, notes/bad 14, notes/bad 15"));
}

TEST_F(ConsumerParkedTest, StayParkedWhileTheirCauseIsThere) {
  Consumer consumer(database_.Options(producer_));
  producer_.Append("demo", "bad", 13);
  producer_.Append("demo", "bad", 14);
  ASSERT_TRUE(Parks(2));

  ASSERT_EQ(Run({"retry", "demo", "notes/bad"}), 0);

  EXPECT_TRUE(
      Eventually([&] { return database_.Count("parked_event WHERE attempt_count = 1") == 1; }));
  EXPECT_TRUE(
      Eventually([&] { return database_.Count("parked_event WHERE retry_time IS NULL") == 2; }));
  EXPECT_EQ(database_.Count("effect"), 0);
}

TEST_F(ConsumerParkedTest, OnlyThoseOfTheTenantAndResourceAreTried) {
  Consumer consumer(database_.Options(producer_));
  for (const char* tenant : {"acme", "demo"}) producer_.Append(tenant, "bad", 13);
  ASSERT_TRUE(Parks(2));
  Repair();

  ASSERT_EQ(Run({"retry", "demo", "notes/other"}), 0);
  ASSERT_EQ(Run({"retry", "demo", "notes/bad"}), 0);

  ASSERT_TRUE(Parks(1));
  EXPECT_EQ(database_.Ask("SELECT tenant_id FROM parked_event"), "acme");
}

TEST_F(ConsumerParkedTest, OneThatIsGivenUpLetsTheOthersThrough) {
  Consumer consumer(database_.Options(producer_));
  producer_.Append("demo", "bad", 13);
  producer_.Append("demo", "bad", 14);
  ASSERT_TRUE(Parks(2));
  const std::string id = database_.Ask("SELECT event_id FROM parked_event WHERE version = 13");

  EXPECT_EQ(Run({"skip", "acme", id}), 1);
  ASSERT_EQ(Run({"skip", "demo", id}), 0);
  ASSERT_EQ(Run({"retry"}), 0);

  EXPECT_TRUE(Parks(0));
  EXPECT_TRUE(Applies("notes/bad 14"));
}

TEST_F(ConsumerParkedTest, ReplicasApplyThemOnce) {
  Consumer first(database_.Options(producer_)), second(database_.Options(producer_));
  for (int version = 13; version <= 60; ++version) producer_.Append("demo", "bad", version);
  ASSERT_TRUE(Parks(48));
  Repair();

  ASSERT_EQ(Run({"retry"}), 0);

  EXPECT_TRUE(Parks(0));
  EXPECT_EQ(database_.Count("effect"), 48);
  EXPECT_EQ(database_.Disorder(), 0);
}

TEST_F(ConsumerParkedTest, CommandsThatAreNone) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"apply"},
                                             {"list", "demo"},
                                             {"retry", "demo", "notes/a", "more"},
                                             {"skip"},
                                             {"skip", "demo"}})
    EXPECT_EQ(Run(arguments), 2);
}

}  // namespace
}  // namespace steward::events
