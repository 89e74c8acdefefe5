#include "services/directory/rpc/api_key_handlers.h"

#include <thread>

#include "absl/strings/match.h"
#include "platform/auth/api_key.h"
#include "platform/time/timestamp.h"
#include "services/directory/domain/api_key.h"
#include "services/directory/rpc/service_account_handlers.h"
#include "services/directory/store/directory_for_test.h"

namespace steward::directory {
namespace {

using errors::Reason;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr char kAccount[] = "serviceAccounts/ci";

class ApiKeyHandlersTest : public DirectoryTest {
 protected:
  void SetUp() override {
    v1::CreateServiceAccountRequest request;
    request.set_service_account_id("ci");
    request.mutable_service_account()->set_display_name("Pipeline");
    request.mutable_service_account()->add_roles("agent");
    ASSERT_THAT(accounts_.CreateServiceAccount(CallOf("acme"), request), IsOk());
  }

  absl::StatusOr<ApiKey> Create(const std::string& request_id = "",
                                const Call& call = CallOf("acme", "CreateApiKey")) {
    v1::CreateApiKeyRequest request;
    request.set_parent(kAccount);
    request.set_request_id(request_id);
    request.mutable_api_key()->set_display_name("Deploy");
    return handlers_.CreateApiKey(call, request);
  }

  absl::StatusOr<ApiKey> Get(const std::string& name) {
    v1::GetApiKeyRequest request;
    request.set_name(name);
    return handlers_.GetApiKey(CallOf("acme"), request);
  }

  absl::StatusOr<ApiKey> Revoke(const std::string& name) {
    v1::RevokeApiKeyRequest request;
    request.set_name(name);
    return handlers_.RevokeApiKey(CallOf("acme", "RevokeApiKey"), request);
  }

  ServiceAccountHandlers accounts_{&directory_};
  ApiKeyHandlers handlers_{&directory_};
};

TEST_F(ApiKeyHandlersTest, ShowTheKeyOnceAndStoreItsDigest) {
  const ApiKey created = Create().value();

  const auto key = auth::ParseApiKey(created.key());
  ASSERT_TRUE(key.has_value()) << created.key();
  EXPECT_EQ(created.name(), absl::StrCat(kAccount, "/apiKeys/", key->id));
  EXPECT_EQ(Get(created.name())->key(), "");
  EXPECT_EQ(Get(created.name())->etag(), created.etag());
  auto rows = Inspect(
      "SELECT k.digest, k.body, j.event FROM api_key k JOIN journal j ON j.resource"
      " LIKE 'serviceAccounts/ci/apiKeys/%'");
  ASSERT_EQ(rows.rows(), 1);
  EXPECT_TRUE(auth::SecretMatches(key->secret, rows.Bytes(0, 0)));
  for (int column : {0, 1, 2}) EXPECT_FALSE(absl::StrContains(rows.Bytes(0, column), key->secret));
}

TEST_F(ApiKeyHandlersTest, AnswerARepeatWithoutTheKey) {
  const ApiKey first = Create("r1").value();

  const Call again = CallOf("acme", "CreateApiKey");
  const ApiKey repeated = Create("r1", again).value();

  EXPECT_EQ(repeated.name(), first.name());
  EXPECT_EQ(repeated.key(), "");
  EXPECT_THAT(again.answer_metadata, Contains(Pair("steward-replayed", "true")));
}

TEST_F(ApiKeyHandlersTest, MakeNoKeyWhenTheyOnlyValidate) {
  v1::CreateApiKeyRequest request;
  request.set_parent(kAccount);
  request.mutable_api_key();
  request.set_validate_only(true);

  auto would_be = handlers_.CreateApiKey(CallOf("acme"), request);

  ASSERT_THAT(would_be, IsOk());
  EXPECT_EQ(would_be->key(), "");
  EXPECT_EQ(Inspect("SELECT FROM api_key").rows(), 0);
}

TEST_F(ApiKeyHandlersTest, LimitTheKeysThatCount) {
  std::vector<std::string> names;
  for (int i = 0; i < kActiveKeysMax; ++i) names.push_back(Create()->name());
  EXPECT_THAT(Create(), HasReason(Reason::QUOTA_EXCEEDED));

  ASSERT_THAT(Revoke(names[0]), IsOk());
  EXPECT_THAT(Create(), IsOk());
  EXPECT_THAT(Create(), HasReason(Reason::QUOTA_EXCEEDED));

  Call next_year = CallOf("acme", "CreateApiKey");
  next_year.time += kKeyLifetimeMax;
  EXPECT_THAT(Create("", next_year), IsOk());
}

TEST_F(ApiKeyHandlersTest, LimitTheKeysThatAreMadeAtOnce) {
  std::vector<absl::Status> answers(8);
  std::vector<std::thread> threads;
  for (auto& answer : answers) threads.emplace_back([&] { answer = Create().status(); });
  for (std::thread& thread : threads) thread.join();

  int made = 0;
  for (const absl::Status& answer : answers) {
    made += answer.ok();
    if (!answer.ok()) {
      EXPECT_THAT(answer, HasReason(Reason::QUOTA_EXCEEDED));
    }
  }
  EXPECT_EQ(made, kActiveKeysMax);
}

TEST_F(ApiKeyHandlersTest, RevokeAKeyForGood) {
  const ApiKey created = Create().value();

  EXPECT_EQ(Revoke(created.name())->state(), ApiKey::REVOKED);
  EXPECT_THAT(Revoke(created.name()), HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_THAT(HistoryOf(created.name()), ElementsAre("created v1", "revoked v2"));
  const auto key = auth::ParseApiKey(created.key());
  EXPECT_TRUE(auth::SecretMatches(key->secret, Inspect("SELECT digest FROM api_key").Bytes(0, 0)));
}

TEST_F(ApiKeyHandlersTest, ListTheKeysOfAnAccountWithoutThem) {
  const ApiKey created = Create().value();
  v1::ListApiKeysRequest request;
  request.set_parent(kAccount);
  request.set_filter("state = ACTIVE");

  const auto page = handlers_.ListApiKeys(CallOf("acme", "ListApiKeys"), request)->Parse();

  ASSERT_EQ(page.api_keys_size(), 1);
  EXPECT_EQ(page.api_keys(0).name(), created.name());
  EXPECT_EQ(page.api_keys(0).key(), "");
  EXPECT_THAT(handlers_.ListApiKeys(CallOf("beta"), request),
              HasReason(Reason::RESOURCE_NOT_FOUND));
  request.set_parent("serviceAccounts/nobody");
  EXPECT_THAT(handlers_.ListApiKeys(CallOf("acme"), request),
              HasReason(Reason::RESOURCE_NOT_FOUND));
}

TEST_F(ApiKeyHandlersTest, NeedAnAccountThatIsActive) {
  v1::DisableServiceAccountRequest disable;
  disable.set_name(kAccount);
  ASSERT_THAT(accounts_.DisableServiceAccount(CallOf("acme"), disable), IsOk());

  EXPECT_THAT(Create(), HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_THAT(Create("", CallOf("beta", "CreateApiKey")), HasReason(Reason::RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace steward::directory
