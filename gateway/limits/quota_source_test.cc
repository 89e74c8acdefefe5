// Limits over a real Redis, and without one.
#include "gateway/limits/quota_source.h"

#include <gtest/gtest.h>

#include <csignal>
#include <future>

#include "platform/testing/redis.h"

namespace steward::gateway {
namespace {

constexpr char kNobody[] = "unix:/nonexistent/redis.sock";
const Limits kLimits{{10, absl::Hours(1)}, {15, absl::Hours(1)}};

Grant Take(QuotaSource& source, const Account& account, int64_t wanted) {
  std::promise<Grant> promise;
  source.Take(account, wanted, [&](const Grant& grant) { promise.set_value(grant); });
  return promise.get_future().get();
}

Grant Take(QuotaSource& source, std::string subject, int64_t wanted, std::string tenant = "acme",
           const Limits& limits = kLimits) {
  return Take(source, {std::move(tenant), std::move(subject), RateClass::kRead, limits}, wanted);
}

QuotaOptions Options(std::string redis, std::string prefix) {
  QuotaOptions options;
  options.redis.address = std::move(redis);
  options.redis_prefix = std::move(prefix);
  return options;
}

// The same of Redis and of a gateway that counts alone.
class QuotaSourceTest : public testing::TestWithParam<bool> {
 protected:
  std::unique_ptr<QuotaSource> Make() {
    static int run = 0;
    return std::make_unique<QuotaSource>(
        Options(GetParam() ? TestRedis::Get().address() : kNobody, absl::StrCat("test", ++run)));
  }
};

TEST_P(QuotaSourceTest, GivesWhatTheCallerHasLeft) {
  const auto source = Make();

  const Grant first = Take(*source, "users/alice", 4);
  EXPECT_EQ(first.requests, 4);
  EXPECT_EQ(first.caller.requests, 6);
  EXPECT_EQ(first.tenant.requests, 11);
  EXPECT_EQ(first.wait(), absl::ZeroDuration());
  EXPECT_GT(first.caller.reset, absl::Minutes(23));
  EXPECT_LE(first.caller.reset, absl::Minutes(24));

  EXPECT_EQ(Take(*source, "users/alice", 100).requests, 6);
  const Grant none = Take(*source, "users/alice", 1);
  EXPECT_EQ(none.requests, 0);
  EXPECT_EQ(none.caller.requests, 0);
  EXPECT_GT(none.wait(), absl::Minutes(5));
  EXPECT_LE(none.wait(), absl::Minutes(6));
}

TEST_P(QuotaSourceTest, CountsAllCallersOfATenantTogether) {
  const auto source = Make();

  EXPECT_EQ(Take(*source, "users/alice", 10).requests, 10);
  EXPECT_EQ(Take(*source, "users/bob", 10).requests, 5);
  const Grant none = Take(*source, "users/carol", 1);
  EXPECT_EQ(none.requests, 0);
  EXPECT_EQ(none.caller.requests, 10);
  EXPECT_GT(none.tenant.wait, absl::ZeroDuration());
  EXPECT_EQ(Take(*source, "users/alice", 10, "other").requests, 10);
}

TEST_P(QuotaSourceTest, LetsRequestsComeBackWithTime) {
  const auto source = Make();
  const Account alice{"acme", "users/alice", RateClass::kRead, {{100, absl::Seconds(1)}, {}}};

  EXPECT_EQ(Take(*source, alice, 100).requests, 100);
  int64_t later = 0;
  while (later == 0) later = Take(*source, alice, 1).requests;
  EXPECT_EQ(later, 1);
}

TEST_P(QuotaSourceTest, LimitsOnlyWhatHasALimit) {
  const auto source = Make();

  EXPECT_EQ(Take(*source, "users/alice", 7, "acme", {{}, {5, absl::Hours(1)}}).requests, 5);
}

TEST_P(QuotaSourceTest, CountsEachClassByItself) {
  const auto source = Make();
  Account alice{"acme", "users/alice", RateClass::kRead, kLimits};

  EXPECT_EQ(Take(*source, alice, 10).requests, 10);
  alice.rate_class = RateClass::kWrite;
  const Grant other = Take(*source, alice, 10);
  EXPECT_EQ(other.requests, 10);
  EXPECT_EQ(other.tenant.requests, 5);
}

TEST_P(QuotaSourceTest, TakesNothingOfWhoOnlyLooks) {
  const auto source = Make();
  EXPECT_EQ(Take(*source, "users/alice", 4).requests, 4);

  for (int i = 0; i < 3; ++i) {
    const Grant seen = Take(*source, "users/alice", 0);
    EXPECT_EQ(seen.requests, 0);
    EXPECT_EQ(seen.caller.requests, 6);
    EXPECT_EQ(seen.tenant.requests, 11);
    EXPECT_EQ(seen.wait(), absl::ZeroDuration());
  }
}

// Names are chosen by others: none may spend another's requests, or break the keys.
TEST_P(QuotaSourceTest, KeepsNamesApart) {
  const auto source = Make();
  const Limits limits{{10, absl::Hours(1)}, {10, absl::Hours(1)}};

  for (const char* tenant : {"a", "a:b", "a}b", "*", "a\nb", "\xc3\xa4", "{a}"})
    EXPECT_EQ(Take(*source, "b:c", 10, tenant, limits).requests, 10) << tenant;
  EXPECT_EQ(Take(*source, "c", 1, "a:b", limits).requests, 0);
}

INSTANTIATE_TEST_SUITE_P(Everywhere, QuotaSourceTest, testing::Bool(),
                         [](const auto& each) { return each.param ? "Redis" : "Alone"; });

TEST(QuotaSource, SharesALimitWithOtherGateways) {
  QuotaSource one(Options(TestRedis::Get().address(), "shared"));
  QuotaSource other(Options(TestRedis::Get().address(), "shared"));

  EXPECT_EQ(Take(one, "users/alice", 6).requests, 6);
  EXPECT_EQ(Take(other, "users/alice", 6).requests, 4);
}

// The rights that docs/operations asks for. Who is refused counts alone, and shares nothing.
TEST(QuotaSource, CountsAsAUserOfRedis) {
  const std::string address = TestRedis::Get().address();
  const events::RedisConnection admin = events::ConnectRedis({address}, 2000);
  ASSERT_NE(admin, nullptr);
  const events::RedisReply made(static_cast<redisReply*>(redisCommand(
      admin.get(), "ACL SETUSER limits on >secret ~user:limit:* +eval +time +get +set")));
  ASSERT_EQ(made->type, REDIS_REPLY_STATUS);
  QuotaOptions options = Options(address, "user");
  options.redis = {address, "limits", "secret"};
  QuotaSource one(options), other(options);
  EXPECT_EQ(Take(one, "users/alice", 10).requests, 10);
  EXPECT_EQ(Take(other, "users/alice", 1).requests, 0);

  options.redis.password = "wrong";
  QuotaSource alone(options);
  EXPECT_EQ(Take(alone, "users/alice", 10).requests, 10);
}

TEST(QuotaSource, CountsItsPartWhileRedisIsAway) {
  QuotaOptions options = Options(kNobody, "alone");
  options.replicas = 5;
  QuotaSource source(options);

  EXPECT_EQ(Take(source, "users/alice", 6).requests, 2);
  options.replicas = 100;
  QuotaSource least(options);
  EXPECT_EQ(Take(least, "users/alice", 6).requests, 1);
}

TEST(QuotaSource, GoesBackToRedis) {
  std::signal(SIGPIPE, SIG_IGN);
  TestRedis& redis = TestRedis::Get();
  QuotaSource source(Options(redis.address(), "back"));
  EXPECT_EQ(Take(source, "users/alice", 10).requests, 10);

  redis.Stop();
  // Its part is whole: nobody counted it yet.
  EXPECT_EQ(Take(source, "users/alice", 10).requests, 10);
  EXPECT_EQ(Take(source, "users/alice", 1).requests, 0);
  redis.Start();
  int64_t granted = 0;
  while (granted == 0) granted = Take(source, "users/alice", 1).requests;
  EXPECT_EQ(granted, 1);
}

}  // namespace
}  // namespace steward::gateway
