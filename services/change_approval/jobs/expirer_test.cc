#include "services/change_approval/jobs/expirer.h"

#include <atomic>

#include "platform/testing/eventually.h"
#include "services/change_approval/store/database_for_test.h"

namespace steward::approval {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ExpirerTest : public ApprovalsTest {
 protected:
  // One that expires in the future, or a while ago.
  std::string Ask(absl::string_view tenant, absl::Duration left) {
    Approval draft = DraftOf({StageOf(Stage::ANY)});
    *draft.mutable_expire_time() = ToProto(absl::Now() + left);
    return Put(tenant,
               Create(draft, "users/carl", {Users("a")}, absl::Now() - absl::Hours(1)).value())
        ->name();
  }
  Expirer::Options Options(int batch = 100) {
    return {.store = &store_,
            .journal = &journal_,
            .follow = nullptr,
            .interval = absl::Milliseconds(20),
            .batch = batch};
  }
  Approval::State StateOf(absl::string_view tenant, absl::string_view name) {
    return store_.Get(CallOf(tenant), name)->resource.state();
  }
};

TEST_F(ExpirerTest, EndsWhatWasNotDecidedInTime) {
  const std::string old = Ask("acme", -absl::Minutes(1)), young = Ask("acme", absl::Hours(1));
  const std::string foreign = Ask("beta", -absl::Minutes(1));
  Expirer expirer(Options());

  EXPECT_TRUE(Eventually([&] {
    return StateOf("acme", old) == Approval::EXPIRED &&
           StateOf("beta", foreign) == Approval::EXPIRED;
  }));
  EXPECT_EQ(StateOf("acme", young), Approval::PENDING);
  const auto events = history_.ListHistory("acme", old, 1, 10, CallOf("acme").deadline).value();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].event().type(), "dev.steward.approval.expired.v1");
  EXPECT_EQ(events[0].event().actor(), "services/change-approval");
}

TEST_F(ExpirerTest, TellsTheSubject) {
  const std::string old = Ask("acme", -absl::Minutes(1));
  std::atomic<int> told{0};
  Expirer::Options options = Options();
  options.follow = [&](const Call& call, const Approval& after, journal::Change* change) {
    if (call.tenant == "acme" && after.name() == old && after.state() == Approval::EXPIRED &&
        !change->empty())
      ++told;
    return absl::OkStatus();
  };
  Expirer expirer(options);
  EXPECT_TRUE(Eventually([&] { return StateOf("acme", old) == Approval::EXPIRED; }));
  EXPECT_GT(told, 0);
}

TEST_F(ExpirerTest, EndsEachOnceHoweverManyLookForIt) {
  std::vector<std::string> names;
  for (int i = 0; i < 20; ++i) names.push_back(Ask("acme", -absl::Minutes(1)));
  {
    Expirer one(Options(3)), two(Options(3)), three(Options(7));
    EXPECT_TRUE(Eventually([&] {
      return store_.ListExpired(absl::Now(), {}, 100, CallOf("acme").deadline)->empty();
    }));
  }
  for (const std::string& name : names)
    EXPECT_THAT(Told("acme", name), ElementsAre("dev.steward.approval.requested.v1",
                                                "dev.steward.approval.expired.v1"));
}

// One that cannot be read holds up no other.
TEST_F(ExpirerTest, PassesOverWhatCannotBeEnded) {
  const std::string broken = Ask("acme", -absl::Minutes(2));
  AskPostgres(TestPostgres::Get().SuperuserConninfo(owner_), "UPDATE approval SET body = '\\xff'");
  const std::string old = Ask("acme", -absl::Minutes(1));
  Expirer expirer(Options(1));

  EXPECT_TRUE(Eventually([&] { return StateOf("acme", old) == Approval::EXPIRED; }));
  EXPECT_THAT(Told("acme", broken), ElementsAre("dev.steward.approval.requested.v1"));
}

TEST_F(ExpirerTest, StopsAtOnceWhileItWaits) {
  Expirer::Options options = Options();
  options.interval = absl::Hours(1000);
  Expirer expirer(options);
  expirer.Stop();
  expirer.Stop();
}

}  // namespace
}  // namespace steward::approval
