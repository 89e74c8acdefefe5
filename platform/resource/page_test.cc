#include "platform/resource/page.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "platform/status/errors.h"

namespace steward::resource {
namespace {

using errors::Reason;

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
const PageTokens kTokens("0123456789abcdef0123456789abcdef");
const PageScope kScope = {
    "acme",          "users/alice", "steward.ticket.v1.TicketService/ListTickets",
    "tickets/INC-1", "state = NEW", "create_time desc"};

std::vector<Value> Keys() {
  return {std::string("P\0\xFF", 3),
          int64_t{-7},
          2.5,
          true,
          absl::FromUnixMicros(1'700'000'000'123'456),
          absl::InfinitePast(),
          std::vector<std::string>{"a", ""}};
}

Reason ReasonFor(const PageScope& scope, const std::string& token, absl::Time now = kNow) {
  return errors::ReasonOf(kTokens.Decode(scope, token, now).status());
}

// The metadata of an error that says whether its token expired.
std::string Expired(const absl::Status& status) {
  const google::rpc::Status error = errors::ToProto(status);
  google::rpc::ErrorInfo info;
  for (const auto& detail : error.details())
    if (detail.UnpackTo(&info) && info.metadata().count("expired") != 0)
      return info.metadata().at("expired");
  return "";
}

TEST(PageSize, FollowsTheRuleOfLists) {
  EXPECT_EQ(PageSize(0).value(), 50);
  EXPECT_EQ(PageSize(1).value(), 1);
  EXPECT_EQ(PageSize(1000).value(), 1000);
  EXPECT_EQ(PageSize(1'000'000'000).value(), 1000);
  EXPECT_EQ(errors::ReasonOf(PageSize(-1).status()), Reason::INVALID_FIELD);
}

TEST(PageTokens, GiveBackTheKeys) {
  const std::string token = kTokens.Encode(kScope, Keys(), kNow);

  EXPECT_EQ(kTokens.Decode(kScope, token, kNow + absl::Hours(23)).value(), Keys());
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789-_"),
            std::string::npos);
}

TEST(PageTokens, RefuseEveryFlippedBit) {
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(kTokens.Encode(kScope, Keys(), kNow), &bytes));
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string forged = bytes;
    forged[bit / 8] = static_cast<char>(forged[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_EQ(ReasonFor(kScope, absl::WebSafeBase64Escape(forged)), Reason::INVALID_PAGE_TOKEN)
        << bit;
  }
}

TEST(PageTokens, RefuseOtherSpellings) {
  const std::string token = kTokens.Encode(kScope, {Value(int64_t{1})}, kNow);
  for (const std::string& other :
       {std::string(), std::string("x"), token + "=", token + " ", " " + token, token + "A",
        token.substr(0, token.size() - 1), token.substr(1), std::string("!!!!")})
    EXPECT_EQ(ReasonFor(kScope, other), Reason::INVALID_PAGE_TOKEN) << other;
}

TEST(PageTokens, RefuseAnotherScope) {
  const std::string token = kTokens.Encode(kScope, Keys(), kNow);
  for (absl::string_view PageScope::*part :
       {&PageScope::tenant, &PageScope::subject, &PageScope::method, &PageScope::parent,
        &PageScope::filter, &PageScope::order_by}) {
    PageScope other = kScope;
    other.*part = "x";
    EXPECT_EQ(ReasonFor(other, token), Reason::INVALID_PAGE_TOKEN);
  }
}

TEST(PageTokens, RefuseTextMovedFromOnePartToTheNext) {
  const std::string token = kTokens.Encode({"ab", "c"}, {}, kNow);

  EXPECT_EQ(ReasonFor({"a", "bc"}, token), Reason::INVALID_PAGE_TOKEN);
}

TEST(PageTokens, ExpireAfterADay) {
  const std::string token = kTokens.Encode(kScope, Keys(), kNow);

  const absl::Status expired = kTokens.Decode(kScope, token, kNow + absl::Hours(24)).status();
  const absl::Status foreign = kTokens.Decode(kScope, "x", kNow).status();

  EXPECT_EQ(errors::ReasonOf(expired), Reason::INVALID_PAGE_TOKEN);
  EXPECT_EQ(Expired(expired), "true");
  EXPECT_EQ(Expired(foreign), "");
}

TEST(PageTokens, OutliveAChangeOfTheirKey) {
  const std::string before = "0123456789abcdef0123456789abcdef";
  const std::string after = "another key of thirty-two bytes!";
  const PageTokens both({before, after}), swapped({after, before}), last(after);
  const std::string of_before = both.Encode(kScope, Keys(), kNow);
  const std::string of_after = swapped.Encode(kScope, Keys(), kNow);

  EXPECT_TRUE(kTokens.Decode(kScope, of_before, kNow).ok());
  for (const PageTokens* each : {&both, &swapped}) {
    EXPECT_TRUE(each->Decode(kScope, of_before, kNow).ok());
    EXPECT_TRUE(each->Decode(kScope, of_after, kNow).ok());
  }
  EXPECT_TRUE(last.Decode(kScope, of_after, kNow).ok());
  EXPECT_EQ(errors::ReasonOf(last.Decode(kScope, of_before, kNow).status()),
            Reason::INVALID_PAGE_TOKEN);
}

TEST(PageTokens, DependOnTheKey) {
  const PageTokens others("another key of thirty-two bytes!");

  EXPECT_EQ(ReasonFor(kScope, others.Encode(kScope, Keys(), kNow)), Reason::INVALID_PAGE_TOKEN);
}

}  // namespace
}  // namespace steward::resource
