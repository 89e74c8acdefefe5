#include "services/notification/jobs/secret_rotation.h"

#include <gmock/gmock.h>

#include <string>

#include "platform/observe/metrics.h"
#include "platform/testing/eventually.h"
#include "services/notification/store/test_database.h"

namespace steward::notification {
namespace {

class SecretRotationTest : public ::testing::Test {
 protected:
  // How many secrets carry the name of the new key.
  int CountNew() {
    return static_cast<int>(database_
                                .Inspect("SELECT count(*) FROM webhook WHERE"
                                         " substr(sealed_secret, 3, 3) = 'new'")
                                .Int(0, 0));
  }

  TestDatabase database_;
  const WebhookSecrets both_{
      crypto::Sealer::Create({{"1", std::string(32, 'k')}, {"new", std::string(32, 'n')}}, "new")
          .value()};
};

TEST_F(SecretRotationTest, SealsWhatIsThereAndWhatOthersSealLater) {
  database_.AddWebhook("acme");

  const SecretRotation rotation(database_.conninfo, &both_, absl::Milliseconds(5));

  EXPECT_TRUE(Eventually([&] { return CountNew() == 1; }));
  database_.AddWebhook("beta");
  EXPECT_TRUE(Eventually([&] { return CountNew() == 2; }));
  EXPECT_TRUE(Eventually([] {
    return observe::RenderMetrics().find("steward_webhook_secrets_resealed_total 2") !=
           std::string::npos;
  }));
}

TEST_F(SecretRotationTest, TellsHowManyDoNotOpen) {
  database_.AddWebhook("acme");
  const WebhookSecrets others{
      crypto::Sealer::Create({{"new", std::string(32, 'n')}}, "new").value()};

  const SecretRotation rotation(database_.conninfo, &others, absl::Milliseconds(5));

  EXPECT_TRUE(Eventually([] {
    return observe::RenderMetrics().find("steward_webhook_secrets_under_old_keys 1") !=
           std::string::npos;
  }));
  EXPECT_EQ(CountNew(), 0);
}

}  // namespace
}  // namespace steward::notification
