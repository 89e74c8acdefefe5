#include "services/notification/mail_settings.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/config/temporary_directory.h"
#include "platform/testing/status_matchers.h"

namespace steward::notification {
namespace {

using errors::Reason;

class MailSettingsTest : public testing::Test {
 protected:
  absl::StatusOr<SmtpSettings> Load(const std::vector<std::string>& flags) {
    std::vector<const char*> arguments = {"steward-notification"};
    for (const std::string& flag : flags) arguments.push_back(flag.c_str());
    EXPECT_THAT(config_.Load(static_cast<int>(arguments.size()), arguments.data()), IsOk());
    return settings_.MakeSmtp();
  }

  config::TemporaryDirectory files_;
  config::Config config_{"steward-notification", "Delivers."};
  MailSettings settings_{config_};
};

TEST_F(MailSettingsTest, SendNoMailsUnlessToldWhere) {
  EXPECT_THAT(Load({}), IsOk());
  EXPECT_FALSE(settings_.sends_mails());
  EXPECT_THAT(settings_.MakeSchedule(), IsOk());
}

TEST_F(MailSettingsTest, LinksMayDecideForTwoWeeks) {
  EXPECT_THAT(Load({"--decision_link_lifetime=336h"}), IsOk());
  EXPECT_THAT(settings_.CheckLinks(), IsOk());
}

TEST_F(MailSettingsTest, LinksDecideNoLonger) {
  EXPECT_THAT(Load({"--decision_link_lifetime=337h"}), IsOk());
  EXPECT_THAT(settings_.CheckLinks(), HasReason(Reason::INVALID_FIELD));
}

TEST_F(MailSettingsTest, TakeTheServerAndItsPassword) {
  const auto smtp =
      Load({"--smtp_url=smtps://mail.example.com:465", "--mail_from=steward@example.com",
            "--smtp_user=steward", "--smtp_password_file=" + files_.Write("password", "secret\n")});

  ASSERT_THAT(smtp, IsOk());
  EXPECT_EQ(smtp->password, "secret");
  EXPECT_FALSE(smtp->allow_plain);
}

struct Case {
  std::vector<std::string> flags;
};

class RefusedMailSettings : public MailSettingsTest, public testing::WithParamInterface<Case> {};

TEST_P(RefusedMailSettings, NameWhatIsWrong) {
  EXPECT_THAT(Load(GetParam().flags), HasReason(Reason::INVALID_FIELD));
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedMailSettings,
    testing::Values(Case{{"--smtp_url=http://a", "--mail_from=a@b.c"}},
                    Case{{"--smtp_url=mail", "--mail_from=a@b.c"}},
                    Case{{"--smtp_url=smtp://u:p@mail", "--mail_from=a@b.c"}},
                    Case{{"--smtp_url=smtp://mail"}},
                    Case{{"--smtp_url=smtp://mail", "--mail_from=Steward"}},
                    Case{{"--smtp_url=smtp://mail", "--mail_from=a@b.c", "--smtp_timeout=5m"}},
                    Case{{"--smtp_url=smtp://mail", "--mail_from=a@b.c", "--mail_lease=10s"}}));

}  // namespace
}  // namespace steward::notification
