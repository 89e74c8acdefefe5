#include "platform/events/doorbell.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hiredis/hiredis.h>

#include <csignal>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "platform/events/redis.h"
#include "platform/testing/eventually.h"
#include "platform/testing/redis.h"

namespace steward::events {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

constexpr char kNobody[] = "unix:/nonexistent/redis.sock";

// The answer of Redis to one command.
std::string Ask(const std::vector<std::string>& words) {
  std::unique_ptr<redisContext, decltype(&redisFree)> context(
      redisConnectUnix(TestRedis::Get().socket_path().c_str()), redisFree);
  std::vector<const char*> values;
  std::vector<size_t> sizes;
  for (const std::string& word : words) {
    values.push_back(word.data());
    sizes.push_back(word.size());
  }
  auto* reply = static_cast<redisReply*>(
      redisCommandArgv(context.get(), static_cast<int>(words.size()), values.data(), sizes.data()));
  if (reply == nullptr) return "";
  std::string text =
      reply->str != nullptr ? std::string(reply->str, reply->len) : absl::StrCat(reply->integer);
  freeReplyObject(reply);
  return text;
}

// Freezes Redis as long as it lives: connections stay open and nothing answers.
class FrozenRedis {
 public:
  FrozenRedis() {
    for (absl::string_view line : absl::StrSplit(Ask({"INFO", "server"}), "\r\n"))
      if (absl::ConsumePrefix(&line, "process_id:") && !absl::SimpleAtoi(line, &pid_)) abort();
    kill(pid_, SIGSTOP);
  }
  ~FrozenRedis() { kill(pid_, SIGCONT); }

 private:
  int pid_ = 0;
};

// What a listener hears.
class Ear {
 public:
  explicit Ear(std::string prefix, RedisServer redis = {TestRedis::Get().address()})
      : listener_(std::make_unique<DoorbellListener>(
            std::move(redis), std::move(prefix),
            [this](const DoorbellListener::Ring& ring) {
              std::lock_guard lock(mutex_);
              heard_.push_back(
                  absl::StrCat(ring.service, " ", ring.shard, " ", ring.epoch, " ", ring.offset));
            },
            [this] { ++connects_; })) {}

  std::vector<std::string> heard() const {
    std::lock_guard lock(mutex_);
    return heard_;
  }
  bool Hears(const std::string& ring) const {
    return Eventually([&] {
      std::lock_guard lock(mutex_);
      return std::find(heard_.begin(), heard_.end(), ring) != heard_.end();
    });
  }
  bool Connects() const {
    return Eventually([&] { return listener_->connected(); });
  }
  bool Disconnects() const {
    return Eventually([&] { return !listener_->connected(); });
  }
  int connects() const { return connects_; }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> heard_;
  std::atomic<int> connects_{0};
  std::unique_ptr<DoorbellListener> listener_;
};

class DoorbellTest : public testing::Test {
 protected:
  // As the processes do: hiredis writes to sockets that Redis has closed.
  DoorbellTest() { std::signal(SIGPIPE, SIG_IGN); }
  const std::string redis_ = TestRedis::Get().address();
  const std::string prefix_ = testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(DoorbellTest, RingsArriveAsTheyWereSent) {
  Ear ear(prefix_);
  ASSERT_TRUE(ear.Connects());
  DoorbellPublisher publisher({redis_}, prefix_, "ticket");

  publisher.Ring({{3, 1, 42}, {7, 2, 9'000'000'000}});

  EXPECT_TRUE(ear.Hears("ticket 3 1 42"));
  EXPECT_TRUE(ear.Hears("ticket 7 2 9000000000"));
  EXPECT_EQ(ear.connects(), 1);
}

TEST_F(DoorbellTest, RingsOfAnotherInstallationAreNotHeard) {
  Ear ear(prefix_);
  ASSERT_TRUE(ear.Connects());
  DoorbellPublisher other({redis_}, prefix_ + "2", "ticket");
  DoorbellPublisher own({redis_}, prefix_, "catalog");

  other.Ring({{1, 1, 1}});
  Ear witness(prefix_ + "2");
  ASSERT_TRUE(witness.Hears("ticket 1 1 1"));
  own.Ring({{2, 2, 2}});

  EXPECT_TRUE(ear.Hears("catalog 2 2 2"));
  EXPECT_THAT(ear.heard(), Not(Contains("ticket 1 1 1")));
}

TEST_F(DoorbellTest, GarbageIsIgnored) {
  Ear ear(prefix_);
  ASSERT_TRUE(ear.Connects());

  for (const std::string& garbage :
       {std::string(), std::string("ticket"), std::string("ticket 8 1 1"),
        std::string("ticket -1 1 1"), std::string("ticket 1 1 x"), std::string("ticket 1 1 1 1"),
        std::string("ticket 1 1 99999999999999999999"), std::string("\0\xff\r\n", 4),
        std::string(200'000, 'x')})
    EXPECT_EQ(Ask({"PUBLISH", prefix_ + ":doorbell", garbage}), "1");
  Ask({"PUBLISH", prefix_ + ":doorbell", "ticket 1 2 3"});

  EXPECT_TRUE(ear.Hears("ticket 1 2 3"));
  EXPECT_THAT(ear.heard(), ElementsAre("ticket 1 2 3"));
}

TEST_F(DoorbellTest, RingsEachSecondWithTheNewestHeads) {
  Ear ear(prefix_);
  ASSERT_TRUE(ear.Connects());
  DoorbellPublisher publisher({redis_}, prefix_, "ticket");
  absl::Time start = absl::Now();

  EXPECT_TRUE(Eventually([&] { return ear.heard().size() >= 2; }));
  EXPECT_GT(absl::Now() - start, absl::Milliseconds(1900));
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));

  publisher.Ring({{5, 1, 7}});
  publisher.Ring({{5, 1, 8}});
  auto count = [&] {
    auto heard = ear.heard();
    return std::count(heard.begin(), heard.end(), "ticket 5 1 8");
  };
  EXPECT_TRUE(Eventually([&] { return count() >= 3; }));
  EXPECT_EQ(ear.connects(), 1);
}

TEST_F(DoorbellTest, RingsOnlyForShardsThatMoved) {
  Ear ear(prefix_);
  ASSERT_TRUE(ear.Connects());
  DoorbellPublisher publisher({redis_}, prefix_, "ticket");
  const absl::Time start = absl::Now();
  publisher.Ring({{1, 1, 1}});
  ASSERT_TRUE(ear.Hears("ticket 1 1 1"));

  for (int offset = 1; offset <= 50; ++offset) {
    publisher.Ring({{2, 1, offset}});
    ASSERT_TRUE(ear.Hears(absl::StrCat("ticket 2 1 ", offset)));
  }

  // But for those of each second.
  const int64_t seconds = absl::ToInt64Seconds(absl::Now() - start) + 1;
  const auto heard = ear.heard();
  EXPECT_LE(std::count(heard.begin(), heard.end(), "ticket 1 1 1"), 1 + seconds);
}

TEST_F(DoorbellTest, BothComeBackAfterRedisWasRestarted) {
  Ear ear(prefix_);
  DoorbellPublisher publisher({redis_}, prefix_, "ticket");
  ASSERT_TRUE(ear.Connects());
  publisher.Ring({{1, 1, 1}});
  ASSERT_TRUE(ear.Hears("ticket 1 1 1"));

  TestRedis::Get().Stop();
  EXPECT_TRUE(ear.Disconnects());
  publisher.Ring({{1, 1, 2}});
  TestRedis::Get().Start();

  EXPECT_TRUE(ear.Connects());
  EXPECT_EQ(ear.connects(), 2);
  EXPECT_TRUE(ear.Hears("ticket 1 1 2"));
}

TEST_F(DoorbellTest, IsForUsersWithTheirPassword) {
  const RedisConnection redis = ConnectRedis({redis_}, 2000);
  ASSERT_NE(redis, nullptr);
  const RedisReply made(static_cast<redisReply*>(
      redisCommand(redis.get(), "ACL SETUSER bell on >secret &%s:doorbell +publish +subscribe",
                   prefix_.c_str())));
  ASSERT_EQ(made->type, REDIS_REPLY_STATUS);
  EXPECT_EQ(ConnectRedis({redis_, "bell", "wrong"}, 2000), nullptr);
  EXPECT_EQ(ConnectRedis({redis_, "nobody", "secret"}, 2000), nullptr);

  Ear ear(prefix_, {redis_, "bell", "secret"});
  DoorbellPublisher publisher({redis_, "bell", "secret"}, prefix_, "ticket");
  ASSERT_TRUE(ear.Connects());
  publisher.Ring({{1, 1, 1}});
  EXPECT_TRUE(ear.Hears("ticket 1 1 1"));
}

TEST_F(DoorbellTest, SilenceCountsAsDisconnected) {
  Ear ear(prefix_);
  DoorbellPublisher publisher({redis_}, prefix_, "ticket");
  ASSERT_TRUE(ear.Connects());
  publisher.Ring({{1, 1, 1}});
  ASSERT_TRUE(ear.Hears("ticket 1 1 1"));
  {
    FrozenRedis frozen;
    absl::Time start = absl::Now();
    EXPECT_TRUE(ear.Disconnects());
    EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  }
  EXPECT_TRUE(ear.Connects());
  EXPECT_GE(ear.connects(), 2);
  publisher.Ring({{1, 1, 2}});
  EXPECT_TRUE(ear.Hears("ticket 1 1 2"));
}

TEST_F(DoorbellTest, RingingNeverBlocks) {
  auto ring_much = [&](const std::string& redis) {
    DoorbellPublisher publisher({redis}, prefix_, "ticket");
    absl::Time start = absl::Now();
    for (int i = 0; i < 20'000; ++i) publisher.Ring({{i % 8, 1, i}});
    return absl::Now() - start;
  };

  EXPECT_LT(ring_much(kNobody), absl::Seconds(1));
  FrozenRedis frozen;
  EXPECT_LT(ring_much(redis_), absl::Seconds(1));
}

TEST_F(DoorbellTest, EndsQuicklyWhateverRedisDoes) {
  auto end = [](auto& thing) {
    absl::Time start = absl::Now();
    thing.reset();
    return absl::Now() - start;
  };
  for (const std::string& redis :
       {redis_, std::string(kNobody), std::string("127.0.0.1:1"), std::string("nonsense:x")}) {
    SCOPED_TRACE(redis);
    auto publisher = std::make_unique<DoorbellPublisher>(RedisServer{redis}, prefix_, "ticket");
    auto ear = std::make_unique<Ear>(prefix_, RedisServer{redis});
    EXPECT_LT(end(publisher), absl::Seconds(1));
    EXPECT_LT(end(ear), absl::Seconds(1));
  }
  auto publisher = std::make_unique<DoorbellPublisher>(RedisServer{redis_}, prefix_, "ticket");
  auto ear = std::make_unique<Ear>(prefix_);
  ASSERT_TRUE(ear->Connects());
  FrozenRedis frozen;
  publisher->Ring({{1, 1, 1}});
  EXPECT_LT(end(ear), absl::Seconds(2));
  EXPECT_LT(end(publisher), absl::Seconds(3));
}

}  // namespace
}  // namespace steward::events
