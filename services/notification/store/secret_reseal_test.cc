#include "services/notification/store/secret_reseal.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>

#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"
#include "services/notification/store/test_database.h"

namespace steward::notification {
namespace {

WebhookSecrets SecretsOf(crypto::SealKeys keys, const std::string& current) {
  return WebhookSecrets(crypto::Sealer::Create(std::move(keys), current).value());
}

// Webhooks that are added have the secret TestSecret(), sealed with the key "1".
class SecretResealTest : public ::testing::Test {
 protected:
  ResealRound Reseal(const WebhookSecrets& secrets) {
    const auto connection = pg::Connection::Open(database_.conninfo).value();
    ResealRound round;
    while (!round.done) {
      const absl::Status status = ResealSome(*connection, secrets, &round);
      EXPECT_THAT(status, IsOk());
      if (!status.ok()) break;
    }
    return round;
  }

  // How many secrets open for who has these keys.
  int CountOpen(const WebhookSecrets& secrets) {
    const auto rows = database_.Inspect("SELECT tenant_id, sealed_secret FROM webhook");
    int count = 0;
    for (int row = 0; row < rows.rows(); ++row) {
      const auto secret = secrets.Open(rows.Text(row, 0), rows.Bytes(row, 1));
      if (secret.ok() && *secret == TestSecret()) ++count;
    }
    return count;
  }

  const std::string old_key_ = std::string(32, 'k'), new_key_ = std::string(32, 'n');
  const WebhookSecrets both_ = SecretsOf({{"1", old_key_}, {"2", new_key_}}, "2");
  const WebhookSecrets new_ = SecretsOf({{"2", new_key_}}, "2");
  TestDatabase database_;
};

TEST_F(SecretResealTest, SealsTheSecretsOfAllTenantsWithTheKeyInForce) {
  for (const char* tenant : {"acme", "acme", "beta"}) database_.AddWebhook(tenant);
  EXPECT_EQ(CountOpen(new_), 0);

  const ResealRound round = Reseal(both_);

  EXPECT_EQ(round.resealed, 3);
  EXPECT_EQ(round.left, 0);
  EXPECT_EQ(CountOpen(new_), 3) << "the old key may go";
}

TEST_F(SecretResealTest, LeavesAloneWhatIsSealedWithTheKeyInForce) {
  const std::string stored = "SELECT sealed_secret FROM webhook ORDER BY create_time LIMIT 1";
  database_.AddWebhook("acme");
  Reseal(both_);
  const std::string before(database_.Inspect(stored).Bytes(0, 0));
  database_.AddWebhook("acme");

  EXPECT_EQ(Reseal(both_).resealed, 1);

  EXPECT_EQ(database_.Inspect(stored).Bytes(0, 0), before);
}

// The names of keys count, not that one begins like the other.
TEST_F(SecretResealTest, TellsKeysApartByTheirWholeNames) {
  database_.AddWebhook("acme");
  const WebhookSecrets longer = SecretsOf({{"1", old_key_}, {"11", new_key_}}, "11");

  EXPECT_EQ(Reseal(longer).resealed, 1);
  EXPECT_EQ(Reseal(SecretsOf({{"1", old_key_}, {"11", new_key_}}, "1")).resealed, 1);
}

TEST_F(SecretResealTest, ChangesNothingElseOfAWebhook) {
  database_.AddWebhook("acme");
  const std::string rest = "SELECT version, body, (SELECT count(*) FROM journal) FROM webhook";
  const auto before = database_.Inspect(rest);

  EXPECT_EQ(Reseal(both_).resealed, 1);

  const auto after = database_.Inspect(rest);
  EXPECT_EQ(after.Int(0, 0), before.Int(0, 0));
  EXPECT_EQ(after.Bytes(0, 1), before.Bytes(0, 1));
  EXPECT_EQ(after.Int(0, 2), before.Int(0, 2));
}

TEST_F(SecretResealTest, GoesOnBehindManyThatDoNotOpen) {
  const std::string lost_key(32, 'l');
  database_.AddWebhook("acme");
  Reseal(SecretsOf({{"1", old_key_}, {"lost", lost_key}}, "lost"));
  const auto superuser =
      pg::Connection::Open(TestPostgres::Get().SuperuserConninfo(database_.owner)).value();
  ASSERT_THAT(superuser->RunScript(
                  "INSERT INTO webhook SELECT tenant_id, id || i, version, state, state_time,"
                  " display_name, url, event_types, disable_reason, creator, create_time,"
                  " update_time, body, sealed_secret FROM webhook, generate_series(1, 1100) i"),
              IsOk());
  database_.AddWebhook("beta");

  const ResealRound round = Reseal(both_);

  EXPECT_EQ(round.resealed, 1);
  EXPECT_EQ(round.left, 1101);
  EXPECT_EQ(CountOpen(new_), 1);
  EXPECT_EQ(CountOpen(SecretsOf({{"lost", lost_key}}, "lost")), 1101) << "they are as they were";
}

}  // namespace
}  // namespace steward::notification
