// What becomes of mails that wait while the installation is told to send none, or none with links.

#include "services/notification/jobs/people_jobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/auth/keys.h"
#include "platform/testing/eventually.h"
#include "platform/time/timestamp.h"
#include "services/notification/jobs/telling_for_test.h"
#include "steward/approval/v1/approval.pb.h"

namespace steward::notification {
namespace {

using testing::ElementsAre;

constexpr char kPortal[] = "https://portal.example.com";
// Nobody listens there.
constexpr char kServer[] = "smtp://127.0.0.1:1";

class PeopleJobsTest : public TellingTest {
 protected:
  void Ask(const std::string& approver) {
    HearOfUser(approver);
    approval::v1::Approval approval;
    approval.set_state(approval::v1::Approval::PENDING);
    *approval.mutable_expire_time() = ToProto(absl::Now() + absl::Hours(1));
    auto* stage = approval.add_stages();
    stage->set_state(approval::v1::Stage::OPEN);
    stage->add_approvers()->set_user("users/" + approver);
    event::v1::StoredEvent asked =
        TestEvent("demo", absl::Now(), "dev.steward.approval.requested.v1");
    asked.mutable_event()->mutable_resource()->PackFrom(approval);
    ASSERT_THAT(Apply(effect_, asked), IsOk());
  }
  void Assign(const std::string& assignee) {
    HearOfUser(assignee);
    ASSERT_THAT(Apply(effect_, Assigned("users/" + assignee)), IsOk());
  }

  // Queues mails with links, as they are made where mails are sent.
  void TellAll() {
    const absl::Time now = absl::Now();
    auto notices = database_.notices.Take(now, now + absl::Minutes(1), 1000);
    ASSERT_THAT(notices, IsOk());
    auto told = TellNotices(database_.telling, *notices,
                            {true, kPortal, now, auth::kLinkLifetimeMax}, catch_up_);
    ASSERT_THAT(told, IsOk());
    ASSERT_THAT(database_.notices.Finish(*notices, told->told), IsOk());
  }

  PeopleJobs::Options Options(const std::string& server) {
    PeopleJobs::Options options;
    options.pool = &database_.pool;
    options.catch_up = catch_up_;
    options.smtp.url = server;
    options.links = &signer_;
    options.link_base = kPortal;
    options.decision_link_lifetime = auth::kLinkLifetimeMax;
    return options;
  }

  // "users/bob 1 0 true": recipient, state, reason, whether it was tried, of mails.
  std::vector<std::string> Mails() {
    auto rows = database_.Inspect(
        "SELECT recipient || ' ' || state || ' ' || reason || ' ' || (attempt_count > 0)"
        " FROM notification WHERE channel = 1 ORDER BY 1");
    std::vector<std::string> found;
    for (int row = 0; row < rows.rows(); ++row) found.push_back(rows.Text(row, 0));
    return found;
  }

  const auth::LinkSigner signer_{"notification", auth::PrivateKey::Generate()};
};

TEST_F(PeopleJobsTest, EndsWhatWaitsWhereNoMailsAreSent) {
  Assign("bob");
  TellAll();
  ASSERT_THAT(Mails(), ElementsAre("users/bob 1 0 false"));

  PeopleJobs jobs(Options(""));

  EXPECT_TRUE(Eventually([&] { return Mails()[0] == "users/bob 4 3 false"; })) << Mails()[0];
}

TEST_F(PeopleJobsTest, EndsWhatHasALinkWhereNoneAreSent) {
  for (const bool by_lifetime : {true, false}) {
    const std::string ann = absl::StrCat("ann", by_lifetime),
                      bob = absl::StrCat("bob", by_lifetime);
    Ask(ann);
    Assign(bob);
    TellAll();
    PeopleJobs::Options options = Options(kServer);
    if (by_lifetime) options.decision_link_lifetime = absl::ZeroDuration();
    if (!by_lifetime) options.link_base.clear();

    PeopleJobs jobs(std::move(options));

    const auto ended = absl::StrCat("users/", ann, " 4 3 false");
    const auto tried = absl::StrCat("users/", bob, " 1 0 true");
    EXPECT_TRUE(Eventually([&] {
      const std::vector<std::string> mails = Mails();
      return std::count(mails.begin(), mails.end(), ended) == 1 &&
             std::count(mails.begin(), mails.end(), tried) == 1;
    })) << testing::PrintToString(Mails());
  }
}

TEST_F(PeopleJobsTest, TriesWhatHasALinkWhereTheyAreSent) {
  Ask("ann");
  TellAll();

  PeopleJobs jobs(Options(kServer));

  EXPECT_TRUE(Eventually([&] { return Mails()[0] == "users/ann 1 0 true"; })) << Mails()[0];
}

}  // namespace
}  // namespace steward::notification
