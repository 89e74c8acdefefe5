#include "platform/auth/jwks_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "platform/auth/jwks_server_for_test.h"
#include "platform/auth/signing_key_for_test.h"
#include "platform/testing/eventually.h"

namespace steward::auth {
namespace {

using testing::Each;
using testing::HasSubstr;

const std::string kOld = "old";
const std::string kNew = "new";
const std::string kOther = "other";

class JwksSourceTest : public testing::Test {
 protected:
  // Refreshes as often as it can.
  static RefreshTimes Eager() {
    RefreshTimes times;
    times.fresh = times.retry_min = times.retry_max = absl::Milliseconds(10);
    return times;
  }
  // Refreshes only when asked for an unknown key.
  static RefreshTimes OnDemand() {
    RefreshTimes times;
    times.unknown_pause = absl::ZeroDuration();
    return times;
  }

  std::unique_ptr<JwksSource> Start(const RefreshTimes& times) {
    JwksOptions options;
    options.issuer = "https://id.example";
    options.url = server_.Url();
    options.fetch.allow_http = true;
    options.times = times;
    auto source = JwksSource::Start(options);
    EXPECT_TRUE(source.ok()) << source.status();
    EXPECT_TRUE(Eventually([&] { return (*source)->Tried(); }));
    return *std::move(source);
  }

  // Returns once two more requests were answered: the first of them wholly after this call.
  bool AwaitRefresh() {
    const size_t before = server_.requests().size();
    return Eventually([&] { return server_.requests().size() >= before + 3; });
  }

  static double Refreshes(const char* result) {
    return observe::GetCounter("steward_jwks_refresh_total", "Refreshes of the keys of an issuer.",
                               {{"issuer", "https://id.example"}, {"result", result}})
        .Value();
  }

  const SigningKey old_ = SigningKey::Ed25519();
  const SigningKey new_ = SigningKey::P256();
  JwksServer server_{JwkSetText(old_.Jwk(kOld))};
};

TEST_F(JwksSourceTest, HasWhatTheIssuerPublishes) {
  auto source = Start(RefreshTimes());

  EXPECT_TRUE(source->HasKeys());
  EXPECT_NE(source->Find(&kOld, KeyType::kEd25519), nullptr);
  EXPECT_NE(source->Find(nullptr, KeyType::kEd25519), nullptr);
  EXPECT_EQ(source->Find(&kOld, KeyType::kRsa), nullptr);
  EXPECT_THAT(server_.requests(), Each(HasSubstr("GET /jwks HTTP/1.1")));
}

TEST_F(JwksSourceTest, FollowsARotation) {
  auto source = Start(OnDemand());
  const auto old_key = source->Find(&kOld, KeyType::kEd25519);

  server_.Serve(JwkSetText(old_.Jwk(kOld), new_.Jwk(kNew)));
  EXPECT_EQ(source->Find(&kNew, KeyType::kP256), nullptr);
  EXPECT_TRUE(Eventually([&] { return source->Find(&kNew, KeyType::kP256) != nullptr; }));
  EXPECT_EQ(source->Find(&kOld, KeyType::kEd25519), old_key);

  server_.Serve(JwkSetText(new_.Jwk(kNew)));
  EXPECT_EQ(source->Find(&kOther, KeyType::kP256), nullptr);
  EXPECT_TRUE(Eventually([&] { return source->Find(&kOld, KeyType::kEd25519) == nullptr; }));
  EXPECT_NE(source->Find(&kNew, KeyType::kP256), nullptr);
}

TEST_F(JwksSourceTest, AsksOnceForManyUnknownKeys) {
  auto source = Start(RefreshTimes());
  for (int i = 0; i < 1000; ++i) {
    const std::string kid = absl::StrCat("unknown-", i);
    EXPECT_EQ(source->Find(&kid, KeyType::kEd25519), nullptr);
  }

  EXPECT_TRUE(Eventually([&] { return server_.requests().size() == 2; }));
  source = nullptr;
  EXPECT_EQ(server_.requests().size(), 2u);
}

TEST_F(JwksSourceTest, KeepsItsKeysWhenARefreshIsRefused) {
  auto source = Start(Eager());
  const auto key = source->Find(&kOld, KeyType::kEd25519);
  std::vector<std::string> thousand;
  for (int i = 0; i < 1000; ++i) thousand.push_back(absl::StrCat("{\"kid\":\"", i, "\"}"));
  auto ok = [](const std::string& body) {
    return absl::StrCat("HTTP/1.1 200 OK\r\nContent-Length: ", body.size(), "\r\n\r\n", body);
  };
  const std::string other = JwkSetText(new_.Jwk(kNew));
  struct Case {
    const char* name;
    const char* result;
    std::string answer;
  };
  for (const Case& c : std::vector<Case>{
           {"a redirect", "failed",
            "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"},
           {"not found", "failed", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"},
           {"another success", "failed", "HTTP/1.1 203 Hm\r\nContent-Length: 0\r\n\r\n" + other},
           {"nothing", "failed", ""},
           {"cut short", "failed", "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + other},
           {"a page", "refused", ok("<html></html>")},
           {"an empty set", "refused", ok("{\"keys\":[]}")},
           {"a thousand keys", "refused", ok(JwkSetText(absl::StrJoin(thousand, ",")))},
           {"a private key", "refused", ok(JwkSetText(new_.Jwk(kNew, ",\"d\":\"AA\"")))},
           {"1 MiB", "refused", ok(other + std::string(1 << 20, ' '))},
           {"a long head", "refused",
            absl::StrCat("HTTP/1.1 200 OK\r\nX: ", std::string(20'000, 'x'), "\r\n\r\n", other)},
           {"1 MiB without a length", "refused",
            "HTTP/1.1 200 OK\r\n\r\n" + other + std::string(1 << 20, ' ')},
       }) {
    const double before = Refreshes(c.result);
    server_.Answer(c.answer);

    EXPECT_TRUE(AwaitRefresh()) << c.name;
    EXPECT_TRUE(Eventually([&] { return Refreshes(c.result) > before; })) << c.name;
    EXPECT_EQ(source->Find(&kOld, KeyType::kEd25519), key) << c.name;
    EXPECT_EQ(source->Find(&kNew, KeyType::kP256), nullptr) << c.name;
  }
  EXPECT_THAT(server_.requests(), Each(HasSubstr("/jwks")));

  server_.Serve(other);
  EXPECT_TRUE(Eventually([&] { return source->Find(&kNew, KeyType::kP256) != nullptr; }));
}

TEST_F(JwksSourceTest, GivesUpItsKeysWhenTheIssuerStaysAway) {
  RefreshTimes times = Eager();
  times.stale = absl::Milliseconds(300);
  auto source = Start(times);
  const std::weak_ptr<const IssuerKey> key = source->Find(&kOld, KeyType::kEd25519);

  server_.Answer("");
  EXPECT_TRUE(Eventually([&] { return !source->HasKeys(); }));
  EXPECT_TRUE(key.expired());

  server_.Serve(JwkSetText(old_.Jwk(kOld)));
  EXPECT_TRUE(Eventually([&] { return source->HasKeys(); }));
}

TEST_F(JwksSourceTest, StartsWithoutTheIssuer) {
  server_.Answer("");
  auto source = Start(RefreshTimes());
  EXPECT_FALSE(source->HasKeys());

  server_.Serve(JwkSetText(old_.Jwk(kOld)));
  EXPECT_TRUE(Eventually([&] { return source->HasKeys(); }));
}

TEST(JwksUrl, IsHttpsExceptInDevelopment) {
  FetchOptions production;
  FetchOptions development;
  development.allow_http = true;
  struct Case {
    const char* url;
    bool in_production;
    bool in_development;
  };
  for (const Case& c :
       {Case{"https://id.example/jwks", true, true},
        Case{"https://id.example:8443/a/b?c=d", true, true},
        Case{"https://127.0.0.1:1/", true, true}, Case{"http://127.0.0.1:7000/jwks", false, true},
        Case{"http://[::1]:7000/jwks", false, true}, Case{"http://id.example/jwks", false, false},
        Case{"http://localhost/jwks", false, false},
        Case{"http://127.0.0.1.evil.example/", false, false},
        Case{"http://127.0.0.1@evil.example/", false, false},
        Case{"https://user@id.example/", false, false},
        Case{"https://user:word@id.example/", false, false},
        Case{"https://id.example/#keys", false, false}, Case{"file:///etc/passwd", false, false},
        Case{"ftp://id.example/jwks", false, false}, Case{"id.example/jwks", false, false},
        Case{"https://", false, false}, Case{"", false, false}}) {
    EXPECT_EQ(CheckJwksUrl(c.url, production).ok(), c.in_production) << c.url;
    EXPECT_EQ(CheckJwksUrl(c.url, development).ok(), c.in_development) << c.url;
  }
}

}  // namespace
}  // namespace steward::auth
