#include "platform/auth/actor.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace steward::auth {
namespace {

// "-" when it is none.
std::string Read(absl::string_view act) {
  const auto claims = ParseJsonObject(absl::StrCat("{\"act\":", act, "}"));
  EXPECT_TRUE(claims) << act;
  return claims ? ReadActor(*claims->Find("act"), "https://id.example").value_or("-") : "";
}

TEST(ReadActor, IsTheOutermostAndNamesAnotherIssuer) {
  struct Case {
    std::string act;
    std::string actor;
  };
  const std::string longest(128, 's');
  for (const Case& c : std::vector<Case>{
           {R"({"sub":"bot"})", "bot"},
           {R"({"sub":"https://service16.example.com"})", "https://service16.example.com"},
           {R"({"sub":"auth0|42","email":"bot@example.com"})", "auth0|42"},
           {R"({"sub":"bot","act":{"sub":"first"}})", "bot"},
           {R"({"sub":"bot","act":7})", "bot"},
           {R"({"sub":"bot","iss":"https://id.example"})", "bot"},
           {R"({"sub":"bot","iss":"https://other.example"})", "bot;iss=https://other.example"},
           {absl::StrCat(R"({"sub":")", longest, "\"}"), longest},
       })
    EXPECT_EQ(Read(c.act), c.actor) << c.act;
}

TEST(ReadActor, IsNothingWhereNobodyIsNamed) {
  const std::string too_long(129, 's'), issuer_too_long(101, 'i');
  for (const std::string& act :
       std::vector<std::string>{"null",
                                "\"bot\"",
                                "[]",
                                R"([{"sub":"bot"}])",
                                "{}",
                                R"({"sub":""})",
                                R"({"sub":7})",
                                R"({"sub":null})",
                                R"({"sub":["bot"]})",
                                R"({"iss":"https://id.example"})",
                                R"({"sub":"a b"})",
                                R"({"sub":"a;act=b"})",
                                R"({"sub":"a\"b"})",
                                R"({"sub":"a\\b"})",
                                R"({"sub":"a\nb"})",
                                R"({"sub":"a\u0000b"})",
                                R"({"sub":"böt"})",
                                R"({"sub":"bot","iss":7})",
                                R"({"sub":"bot","iss":""})",
                                R"({"sub":"bot","iss":"a;b"})",
                                absl::StrCat(R"({"sub":")", too_long, "\"}"),
                                absl::StrCat(R"({"sub":"bot","iss":")", issuer_too_long, "\"}")})
    EXPECT_EQ(Read(act), "-") << act;
}

TEST(CredentialOfToken, IsToldFromThatOfAKey) {
  EXPECT_EQ(CredentialOfToken(""), "token");
  EXPECT_EQ(CredentialOfToken("bot"), "token;act=bot");
  for (absl::string_view credential : {"token", "token;act=bot"})
    EXPECT_TRUE(IsOfToken(credential));
  for (absl::string_view credential :
       {"", "link", "tokens", "token;", "serviceAccounts/token/apiKeys/4fQ2mZ81xYp0"})
    EXPECT_FALSE(IsOfToken(credential)) << credential;
}

}  // namespace
}  // namespace steward::auth
