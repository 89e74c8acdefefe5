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
    QuotaOptions options;
    options.limits = limits;
    source_ = std::make_unique<QuotaSource>(options);
    On([&] { quotas_ = std::make_unique<Quotas>(source_.get(), loop_.loop()); });
  }

  void On(const std::function<void()>& work) { loop_.Run(work); }

  // As a request does: at once, or when the source answered.
  Quota Send(const std::string& subject) {
    Principal principal;
    principal.tenant = "acme";
    principal.subject = subject;
    std::promise<Quota> answer;
    On([&] {
      auto quota = quotas_->Take(principal, absl::Now());
      if (quota) return answer.set_value(*quota);
      ++asked_;
      quotas_->Ask(principal, [&](const Quota& later) { answer.set_value(later); });
    });
    return answer.get_future().get();
  }

  rpc::LoopThread loop_;
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
  Principal principal;
  principal.tenant = "acme";
  principal.subject = "users/alice";
  int admitted = 0, refused = 0;
  std::promise<void> all;
  On([&] {
    for (int i = 0; i < 20; ++i)
      quotas_->Ask(principal, [&](const Quota& quota) {
        ++(quota.admitted ? admitted : refused);
        if (admitted + refused == 20) all.set_value();
      });
  });
  all.get_future().get();

  EXPECT_EQ(admitted, 8);
  EXPECT_EQ(refused, 12);
}

TEST_F(QuotasTest, LimitsNothingWithoutASource) {
  On([&] { quotas_ = std::make_unique<Quotas>(nullptr, loop_.loop()); });

  EXPECT_TRUE(Send("users/alice").admitted);
  EXPECT_FALSE(Send("users/alice").limited);
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
  EXPECT_THAT(info.metadata(),
              testing::UnorderedElementsAre(testing::Pair("limit", "caller"),
                                            testing::Pair("retry_after_seconds", "2")));
  ASSERT_TRUE(tenant.details(0).UnpackTo(&info));
  EXPECT_THAT(info.metadata(),
              testing::UnorderedElementsAre(testing::Pair("limit", "tenant"),
                                            testing::Pair("retry_after_seconds", "5")));
}

}  // namespace
}  // namespace steward::gateway
