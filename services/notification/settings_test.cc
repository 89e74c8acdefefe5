#include "services/notification/settings.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/config/temporary_directory.h"
#include "platform/testing/status_matchers.h"

namespace steward::notification {
namespace {

using errors::Reason;

class SettingsTest : public testing::Test {
 protected:
  // Loads the settings with these flags and a seal key.
  void Load(const std::vector<std::string>& flags, const std::string& key = std::string(64, 'a')) {
    std::vector<std::string> words = {"steward-notification", "--ticket_service=127.0.0.1:1",
                                      "--directory_service=127.0.0.1:2",
                                      absl::StrCat("--seal_key=", files_.Write("key", key))};
    words.insert(words.end(), flags.begin(), flags.end());
    std::vector<const char*> arguments;
    for (const std::string& word : words) arguments.push_back(word.c_str());
    ASSERT_THAT(config_.Load(static_cast<int>(arguments.size()), arguments.data()), IsOk());
  }

  config::TemporaryDirectory files_;
  config::Config config_{"steward-notification", "Delivers."};
  Settings settings_{config_};
};

TEST_F(SettingsTest, AreSafeUnlessToldOtherwise) {
  Load({});

  EXPECT_FALSE(settings_.policy().allow_http);
  EXPECT_FALSE(settings_.policy().allow_private_networks);
  EXPECT_EQ(settings_.limits().webhooks_max, 100);
  EXPECT_THAT(settings_.CheckLease(), IsOk());
  EXPECT_THAT(settings_.MakeSealer(), IsOk());
}

TEST_F(SettingsTest, RetryAsStandardWebhooksAdvises) {
  Load({});

  auto schedule = settings_.MakeSchedule();

  ASSERT_THAT(schedule, IsOk());
  ASSERT_EQ(schedule->attempts_max(), RetrySchedule().attempts_max());
  for (int made = 0; made < schedule->attempts_max(); ++made)
    EXPECT_EQ(schedule->NextWait(made, {}, 0.25), RetrySchedule().NextWait(made, {}, 0.25));
}

TEST_F(SettingsTest, TakeAnotherSchedule) {
  Load({"--webhook_retry_schedule=0s,250ms"});

  auto schedule = settings_.MakeSchedule();

  ASSERT_THAT(schedule, IsOk());
  EXPECT_EQ(schedule->attempts_max(), 2);
  EXPECT_EQ(schedule->NextWait(1, {}, 0.5), absl::Milliseconds(250));
}

TEST_F(SettingsTest, RefuseAScheduleThatIsNotOfDurations) {
  Load({"--webhook_retry_schedule=0s,soon"});

  EXPECT_THAT(settings_.MakeSchedule(), HasReason(Reason::INVALID_FIELD));
}

TEST_F(SettingsTest, RefuseASealKeyThatIsNotHexadecimal) {
  Load({}, std::string(63, 'a') + "g");

  EXPECT_THAT(settings_.MakeSealer(), HasReason(Reason::INVALID_FIELD));
}

TEST_F(SettingsTest, OpenWhatFurtherKeysHaveSealed) {
  const std::string old = files_.Write("old", std::string(64, 'b') + "\n");
  Load({"--seal_key_id=2", absl::StrCat("--seal_keys_accepted=1=", old)});
  const auto of_before = crypto::Sealer::Create({{"1", std::string(32, '\xbb')}}, "1").value();
  const auto of_after = crypto::Sealer::Create({{"2", std::string(32, '\xaa')}}, "2").value();

  const auto sealer = settings_.MakeSealer();

  ASSERT_THAT(sealer, IsOk());
  EXPECT_THAT(sealer->Open(of_before.Seal("secret", "demo").value(), "demo"),
              IsOkAndHolds("secret"));
  EXPECT_THAT(of_after.Open(sealer->Seal("secret", "demo").value(), "demo"),
              IsOkAndHolds("secret"));
}

class RefusedSealKeysTest : public SettingsTest, public testing::WithParamInterface<const char*> {};

TEST_P(RefusedSealKeysTest, AreNamed) {
  const std::string good = files_.Write("good", std::string(64, 'b'));
  Load({absl::StrCat(
      "--seal_keys_accepted=",
      absl::StrReplaceAll(GetParam(), {{"GOOD", good},
                                       {"OPEN", files_.Write("open", std::string(64, 'b'), 0644)},
                                       {"SHORT", files_.Write("short", "bb")}}))});

  const auto sealer = settings_.MakeSealer();

  EXPECT_THAT(sealer, HasReason(Reason::INVALID_FIELD));
  EXPECT_THAT(std::string(sealer.status().message()), testing::StartsWith("seal_keys_accepted: "));
}

INSTANTIATE_TEST_SUITE_P(SettingsTest, RefusedSealKeysTest,
                         testing::Values("2", "=GOOD", "2=", "1=GOOD", "2=GOODx", "2=OPEN",
                                         "2=SHORT", "2=GOOD,2=GOOD"));

TEST_F(SettingsTest, RefuseANameOfASealKeyThatNoneCanHave) {
  Load({absl::StrCat("--seal_key_id=", std::string(64, 'x'))});

  EXPECT_THAT(settings_.MakeSealer(), HasReason(Reason::INVALID_FIELD));
}

TEST_F(SettingsTest, RefuseALeaseThatAnAttemptMayOutlast) {
  Load({"--webhook_attempt_lease=30s"});

  EXPECT_THAT(settings_.CheckLease(), HasReason(Reason::INVALID_FIELD));
}

}  // namespace
}  // namespace steward::notification
