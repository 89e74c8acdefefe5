#include "platform/webhook/signer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/crypto/base64.h"

namespace steward::webhook {
namespace {

using testing::ElementsAre;
using testing::Pair;

// The vector that the libraries of Standard Webhooks are tested with.
constexpr absl::string_view kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr absl::string_view kBody = "{\"test\": 2432232314}";
constexpr absl::string_view kSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const absl::Time kTime = absl::FromUnixSeconds(1614265330);

std::string Key() { return *crypto::DecodeBase64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"); }

TEST(Sign, MatchesTheVectorOfTheStandard) {
  EXPECT_THAT(Sign(kId, kTime, kBody, {Key()}).value(),
              ElementsAre(Pair("webhook-id", kId), Pair("webhook-timestamp", "1614265330"),
                          Pair("webhook-signature", kSignature)));
}

TEST(Sign, SignsWithEveryKey) {
  const std::string other(32, 'o');

  const std::string both = Sign(kId, kTime, kBody, {other, Key()}).value()[2].second;
  const std::string alone = Sign(kId, kTime, kBody, {other}).value()[2].second;

  EXPECT_EQ(both, alone + " " + std::string(kSignature));
  EXPECT_NE(alone, kSignature);
}

TEST(Sign, LeavesFractionsOfSecondsOut) {
  EXPECT_EQ(Sign(kId, kTime + absl::Milliseconds(999), kBody, {Key()}).value()[2].second,
            kSignature);
}

TEST(Sign, RefusesIdsThatCouldForgeHeadersOrContent) {
  for (absl::string_view id : {"", "a.b", "a\r\nhost: x", "a b"})
    EXPECT_FALSE(Sign(id, kTime, kBody, {Key()}).ok()) << id;
}

TEST(Sign, NeedsAKey) { EXPECT_FALSE(Sign(kId, kTime, kBody, {}).ok()); }

}  // namespace
}  // namespace steward::webhook
