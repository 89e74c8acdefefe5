// What a loop lets through, over a source that counts alone.
#include "gateway/limits/quotas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <future>

#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "platform/caller/loop_thread.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

class QuotasTest : public testing::Test {
 protected:
  ~QuotasTest() override {
    On([&] { quotas_ = nullptr; });
    source_ = nullptr;
    loop_.Stop();
  }

  void Limit(Limits limits) {
    limits_ = RateLimits(limits);
    source_ = std::make_unique<QuotaSource>(QuotaOptions());
    On([&] { quotas_ = std::make_unique<Quotas>(source_.get(), limits_, loop_.loop()); });
  }

  static Principal Of(const std::string& subject) {
    Principal principal;
    principal.tenant = "acme";
    principal.subject = subject;
    return principal;
  }

  void On(const std::function<void()>& work) { loop_.Run(work); }

  // As a request does: at once, or when the source answered.
  Quota Send(const std::string& subject, RateClass rate_class = RateClass::kRead) {
    std::promise<Quota> answer;
    On([&] {
      auto quota = quotas_->Take(Of(subject), rate_class, absl::Now());
      if (quota) return answer.set_value(*quota);
      ++asked_;
      quotas_->Ask(Of(subject), rate_class, [&](const Quota& later) { answer.set_value(later); });
    });
    return answer.get_future().get();
  }

  std::vector<Quota> Show(const std::string& subject) {
    std::promise<std::vector<Quota>> answer;
    On([&] {
      quotas_->Show(Of(subject), absl::Now(), [&](const auto& all) { answer.set_value(all); });
    });
    return answer.get_future().get();
  }

  rpc::LoopThread loop_;
  RateLimits limits_;
  std::unique_ptr<QuotaSource> source_;
  std::unique_ptr<Quotas> quotas_;
  int asked_ = 0;
};

TEST_F(QuotasTest, LetsExactlyTheLimitThrough) {
  Limit({{100, absl::Hours(1)}, {}});
  int admitted = 0;
  for (int i = 0; i < 150; ++i) admitted += Send("users/alice").admitted;

  EXPECT_EQ(admitted, 100);
  const Quota refused = Send("users/alice");
  EXPECT_FALSE(refused.admitted);
  EXPECT_EQ(refused.caller.requests, 0);
  EXPECT_GT(refused.wait(), absl::Seconds(30));
  EXPECT_TRUE(Send("users/bob").admitted);
}

TEST_F(QuotasTest, TakesAheadWhatABusyCallerWillSend) {
  Limit({{1'000'000, absl::Hours(1)}, {}});
  for (int i = 0; i < 5000; ++i) ASSERT_TRUE(Send("users/alice").admitted);

  // How often depends on the machine; each time would be 5000.
  EXPECT_LT(asked_, 500);
}

TEST_F(QuotasTest, AnswersAllThatWaitForTheSource) {
  Limit({{8, absl::Hours(1)}, {}});
  int admitted = 0, refused = 0;
  std::promise<void> all;
  On([&] {
    for (int i = 0; i < 20; ++i)
      quotas_->Ask(Of("users/alice"), RateClass::kRead, [&](const Quota& quota) {
        ++(quota.admitted ? admitted : refused);
        if (admitted + refused == 20) all.set_value();
      });
  });
  all.get_future().get();

  EXPECT_EQ(admitted, 8);
  EXPECT_EQ(refused, 12);
}

TEST_F(QuotasTest, LimitsNothingWithoutASource) {
  On([&] { quotas_ = std::make_unique<Quotas>(nullptr, limits_, loop_.loop()); });

  EXPECT_TRUE(Send("users/alice").admitted);
  EXPECT_FALSE(Send("users/alice").limited);
  EXPECT_TRUE(Show("users/alice").empty());
}

TEST_F(QuotasTest, LimitsEachClassByItself) {
  Limit({{20, absl::Hours(1)}, {}});
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Send("users/alice").admitted);

  EXPECT_FALSE(Send("users/alice").admitted);
  EXPECT_TRUE(Send("users/alice", RateClass::kWrite).admitted);
  // A tenth.
  EXPECT_TRUE(Send("users/alice", RateClass::kExpensive).admitted);
  EXPECT_TRUE(Send("users/alice", RateClass::kExpensive).admitted);
  EXPECT_FALSE(Send("users/alice", RateClass::kExpensive).admitted);
  EXPECT_TRUE(Send("users/alice", RateClass::kFree).admitted);
}

TEST_F(QuotasTest, ShowsWhatIsLeftAndTakesNothing) {
  Limit({{20, absl::Hours(1)}, {30, absl::Hours(1)}});
  EXPECT_EQ(Send("users/alice").caller.requests, 19);
  for (int i = 0; i < 10; ++i) {
    const std::vector<Quota> seen = Show("users/alice");
    ASSERT_EQ(seen.size(), 3u);
    EXPECT_EQ(seen[0].rate_class, RateClass::kRead);
    EXPECT_EQ(seen[0].caller.requests, 19);
    EXPECT_EQ(seen[0].tenant.requests, 29);
    EXPECT_EQ(seen[1].caller.requests, 20);
    EXPECT_EQ(seen[2].limits.caller.requests, 2);
  }
  int admitted = 0;
  for (int i = 0; i < 40; ++i) admitted += Send("users/alice").admitted;
  EXPECT_EQ(admitted, 19);
}

// Of a bulk nobody knows what it holds before it was carried out.
TEST_F(QuotasTest, WaitsUntilWhatIsOwedWasPaid) {
  Limit({{20, absl::Hours(1)}, {}});
  ASSERT_TRUE(Send("users/alice", RateClass::kWrite).admitted);
  On([&] { quotas_->Charge(Of("users/alice"), RateClass::kWrite, 24); });

  const Quota refused = Send("users/alice", RateClass::kWrite);
  EXPECT_FALSE(refused.admitted);
  EXPECT_EQ(refused.caller.requests, 0);
  // Five are owed, and one more is wanted; three minutes each.
  EXPECT_GT(refused.wait(), absl::Minutes(17));
  EXPECT_LE(refused.wait(), absl::Minutes(18));
  EXPECT_TRUE(Send("users/alice").admitted);
}

TEST_F(QuotasTest, ChargesWhatIsLeft) {
  Limit({{20, absl::Hours(1)}, {}});
  ASSERT_TRUE(Send("users/alice").admitted);
  On([&] { quotas_->Charge(Of("users/alice"), RateClass::kRead, 9); });

  int admitted = 0;
  for (int i = 0; i < 20; ++i) admitted += Send("users/alice").admitted;
  EXPECT_EQ(admitted, 10);
}

TEST_F(QuotasTest, ChargesWhileTheSourceIsAsked) {
  Limit({{100, absl::Hours(1)}, {}});
  std::promise<Quota> first;
  On([&] {
    quotas_->Ask(Of("users/alice"), RateClass::kRead,
                 [&](const Quota& quota) { first.set_value(quota); });
    quotas_->Charge(Of("users/alice"), RateClass::kRead, 50);
  });
  EXPECT_TRUE(first.get_future().get().admitted);

  int admitted = 0;
  for (int i = 0; i < 100; ++i) admitted += Send("users/alice").admitted;
  EXPECT_EQ(admitted, 49);
}

TEST(RateLimited, SaysWhichLimitAndHowLong) {
  Quota quota;
  quota.caller.wait = absl::Milliseconds(1200);
  const google::rpc::Status caller = errors::ToProto(RateLimited(quota));
  quota.tenant.wait = absl::Seconds(5);
  const google::rpc::Status tenant = errors::ToProto(RateLimited(quota));
  google::rpc::ErrorInfo info;

  ASSERT_TRUE(caller.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "RATE_LIMITED");
  EXPECT_THAT(info.metadata(), testing::UnorderedElementsAre(
                                   testing::Pair("limit", "caller"), testing::Pair("class", "read"),
                                   testing::Pair("retry_after_seconds", "2")));
  ASSERT_TRUE(tenant.details(0).UnpackTo(&info));
  EXPECT_THAT(info.metadata(), testing::UnorderedElementsAre(
                                   testing::Pair("limit", "tenant"), testing::Pair("class", "read"),
                                   testing::Pair("retry_after_seconds", "5")));
}

}  // namespace
}  // namespace steward::gateway
