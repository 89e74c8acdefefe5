#include "services/notification/delivery/resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"

namespace steward::notification {
namespace {

using testing::SizeIs;

TEST(Resolver, AsksForTheSameNameOnceAtATime) {
  absl::Notification answer;
  std::atomic<int> lookups = 0;
  absl::BlockingCounter left(3);
  Resolver resolver(
      [&](const std::string&) {
        answer.WaitForNotification();
        ++lookups;
        return std::vector<Address>{*Address::Parse("127.0.0.1")};
      },
      4);
  auto done = [&left](const std::vector<Address>& addresses) {
    EXPECT_THAT(addresses, SizeIs(1));
    left.DecrementCount();
  };

  resolver.Resolve("same.example.com", done);
  resolver.Resolve("same.example.com", done);
  resolver.Resolve("other.example.com", done);
  answer.Notify();
  left.Wait();

  EXPECT_EQ(lookups, 2);
}

TEST(Resolver, AsksAgainLater) {
  std::atomic<int> lookups = 0;
  Resolver resolver(
      [&lookups](const std::string&) {
        ++lookups;
        return std::vector<Address>{};
      },
      1);

  for (int i = 0; i < 2; ++i) {
    absl::Notification answered;
    resolver.Resolve("hooks.example.com", [&](const std::vector<Address>&) { answered.Notify(); });
    answered.WaitForNotification();
  }

  EXPECT_EQ(lookups, 2);
}

TEST(Resolver, DoesNotWaitForSlowNameServers) {
  // Shared, for the lookup outlives the resolver.
  auto asked = std::make_shared<absl::Notification>();
  auto answer = std::make_shared<absl::Notification>();
  bool told = false;
  {
    Resolver resolver(
        [asked, answer](const std::string&) {
          asked->Notify();
          answer->WaitForNotification();
          return std::vector<Address>{};
        },
        1);
    resolver.Resolve("hooks.example.com", [&told](const std::vector<Address>&) { told = true; });
    asked->WaitForNotification();
  }
  answer->Notify();

  EXPECT_FALSE(told);
}

TEST(SystemLookup, FindsLiteralAddressesAndNothingBehindBrokenNames) {
  EXPECT_THAT(SystemLookup("127.0.0.1"), SizeIs(1));
  EXPECT_THAT(SystemLookup("a b"), SizeIs(0));
}

}  // namespace
}  // namespace steward::notification
