#include "services/notification/delivery/http_sender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <mutex>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "services/notification/delivery/test_endpoint.h"

namespace steward::notification {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

HttpSenderSettings Development() {
  HttpSenderSettings settings;
  settings.attempt.policy = {.allow_http = true, .allow_private_networks = true};
  return settings;
}

// Http is allowed and ports are not limited by the URL, so that only addresses decide.
HttpSenderSettings WithAddresses(std::vector<absl::string_view> texts) {
  HttpSenderSettings settings = Development();
  settings.lookup = [texts](const std::string&) {
    std::vector<Address> addresses;
    for (absl::string_view text : texts) addresses.push_back(*Address::Parse(text));
    return addresses;
  };
  return settings;
}

Outcome Post(HttpSender& sender, const std::string& url) {
  return sender.Send({{url, {{"webhook-id", "evt-1"}}, "{}"}}).front();
}

TEST(HttpSender, PostsTheDocumentWithItsHeaders) {
  TestEndpoint endpoint;
  HttpSender sender(Development());

  Outcome outcome = Post(sender, endpoint.Url("/status/200"));

  EXPECT_EQ(outcome.http_status, 200);
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.excerpt, "thanks");
  EXPECT_GT(outcome.latency, absl::ZeroDuration());
  ASSERT_THAT(endpoint.requests(), SizeIs(1));
  EXPECT_THAT(
      endpoint.requests()[0],
      AllOf(StartsWith("POST /status/200 HTTP/1.1\r\n"), HasSubstr("\r\nwebhook-id: evt-1\r\n"),
            HasSubstr("\r\nContent-Type: application/cloudevents+json; charset=utf-8\r\n"),
            HasSubstr("\r\nUser-Agent: Steward-Webhooks/1\r\n"), Not(HasSubstr("Cookie")),
            Not(HasSubstr("Authorization")), Not(HasSubstr("Expect")), EndsWith("\r\n\r\n{}")));
}

TEST(HttpSender, ReportsEveryStatus) {
  TestEndpoint endpoint;
  HttpSender sender(Development());

  for (int status : {204, 400, 404, 410, 429, 500, 503})
    EXPECT_EQ(Post(sender, endpoint.Url(absl::StrCat("/status/", status))).http_status, status);
}

TEST(HttpSender, DoesNotFollowRedirects) {
  TestEndpoint endpoint;
  HttpSender sender(Development());

  EXPECT_EQ(Post(sender, endpoint.Url("/redirect")).http_status, 302);
  EXPECT_THAT(endpoint.requests(), SizeIs(1));
}

TEST(HttpSender, ReadsRetryAfter) {
  TestEndpoint endpoint;
  HttpSender sender(Development());

  EXPECT_EQ(Post(sender, endpoint.Url("/retry-after/120")).retry_after, absl::Seconds(120));
  EXPECT_EQ(Post(sender, endpoint.Url("/retry-after/soon")).retry_after, absl::ZeroDuration());
  EXPECT_EQ(Post(sender, endpoint.Url("/retry-after/-5")).retry_after, absl::ZeroDuration());
}

TEST(HttpSender, UsesConnectionsAgain) {
  TestEndpoint endpoint;
  HttpSender sender(Development());

  for (int i = 0; i < 3; ++i) Post(sender, endpoint.Url("/status/200"));

  EXPECT_EQ(endpoint.connection_count(), 1);
}

TEST(HttpSender, AsksNoProxyOfTheEnvironment) {
  TestEndpoint endpoint;
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  HttpSender sender(Development());

  EXPECT_EQ(Post(sender, endpoint.Url("/status/200")).http_status, 200);

  unsetenv("http_proxy");
  unsetenv("ALL_PROXY");
}

TEST(HttpSender, GivesUpOnAnEndpointThatHangs) {
  TestEndpoint endpoint;
  HttpSenderSettings settings = Development();
  settings.attempt.limits.total_timeout = absl::Milliseconds(100);
  HttpSender sender(settings);

  Outcome outcome = Post(sender, endpoint.Url("/hang"));

  EXPECT_EQ(outcome.http_status, 0);
  EXPECT_EQ(outcome.error, "The endpoint did not answer in time.");
}

TEST(HttpSender, DoesNotReadEndlessBodies) {
  TestEndpoint endpoint;
  HttpSender sender(Development());

  Outcome outcome = Post(sender, endpoint.Url("/endless"));

  EXPECT_EQ(outcome.http_status, 200);
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.excerpt, std::string(4096, 'x'));
}

TEST(HttpSender, TakesAnEndlessHeadForNoAnswer) {
  TestEndpoint endpoint;
  HttpSender sender(Development());

  Outcome outcome = Post(sender, endpoint.Url("/endless-head"));

  EXPECT_EQ(outcome.http_status, 0);
  EXPECT_NE(outcome.error, "");
}

TEST(HttpSender, ReportsConnectionsThatBreakOff) {
  TestEndpoint endpoint;
  HttpSender sender(Development());

  EXPECT_EQ(Post(sender, endpoint.Url("/drop")).error,
            "The connection broke off before the answer was complete.");
}

TEST(HttpSender, ReportsClosedPorts) {
  std::string url;
  { url = TestEndpoint().Url("/status/200"); }
  HttpSender sender(Development());

  EXPECT_EQ(Post(sender, url).error, "The endpoint does not accept connections.");
}

TEST(HttpSender, RefusesPrivateAddressesUnlessAllowed) {
  TestEndpoint endpoint;
  HttpSender strict(HttpSenderSettings{});

  EXPECT_THAT(Post(strict, endpoint.Url("/status/200")).error, HasSubstr("must be https"));
  EXPECT_THAT(Post(strict, absl::StrCat("https://127.0.0.1:", endpoint.port(), "/")).error,
              HasSubstr("instead of an IP address"));
  EXPECT_EQ(endpoint.connection_count(), 0);
}

TEST(HttpSender, RefusesNamesWithAnyAddressThatIsNotPublic) {
  for (const std::vector<absl::string_view>& addresses :
       {std::vector<absl::string_view>{"127.0.0.1"},
        {"8.8.8.8", "10.0.0.1"},
        {"2606:4700:4700::1111", "::ffff:127.0.0.1"},
        {"169.254.169.254"}}) {
    HttpSenderSettings settings = WithAddresses(addresses);
    settings.attempt.policy = UrlPolicy{};
    HttpSender sender(settings);

    EXPECT_EQ(Post(sender, "https://hooks.example.com/").error,
              "The host of the URL has an address that is not public.");
  }
}

TEST(HttpSender, ConnectsToTheAddressThatWasChecked) {
  TestEndpoint endpoint;
  HttpSender sender(WithAddresses({"127.0.0.1"}));

  Outcome outcome =
      Post(sender, absl::StrCat("http://Hooks.Example.com:", endpoint.port(), "/status/200"));

  EXPECT_EQ(outcome.http_status, 200) << outcome.error;
  EXPECT_THAT(endpoint.requests()[0],
              HasSubstr(absl::StrCat("\r\nHost: Hooks.Example.com:", endpoint.port(), "\r\n")));
}

TEST(HttpSender, ResolvesAgainForEveryAttempt) {
  TestEndpoint endpoint;
  HttpSenderSettings settings = Development();
  auto lookups = std::make_shared<std::atomic<int>>(0);
  settings.lookup = [lookups](const std::string&) {
    return std::vector<Address>{*Address::Parse(++*lookups == 1 ? "127.0.0.1" : "169.254.169.254")};
  };
  HttpSender sender(settings);
  const std::string url = absl::StrCat("http://rebinding.test:", endpoint.port(), "/status/200");

  EXPECT_EQ(Post(sender, url).http_status, 200);
  EXPECT_EQ(Post(sender, url).error, "The host of the URL has an address that is not public.");
  EXPECT_THAT(endpoint.requests(), SizeIs(1));
}

TEST(HttpSender, DoesNotTrySearchDomainsInProduction) {
  std::string asked;
  HttpSenderSettings settings;
  settings.lookup = [&asked](const std::string& host) {
    asked = host;
    return std::vector<Address>{};
  };
  HttpSender sender(settings);

  EXPECT_EQ(Post(sender, "https://hooks.example.com/").error,
            "The host of the URL has no address.");
  EXPECT_EQ(asked, "hooks.example.com.");
}

TEST(HttpSender, GivesUpOnSlowNameServers) {
  auto answer = std::make_shared<absl::Notification>();
  HttpSenderSettings settings = Development();
  settings.attempt.limits.total_timeout = absl::Milliseconds(50);
  settings.lookup = [answer](const std::string&) {
    answer->WaitForNotification();
    return std::vector<Address>{};
  };
  HttpSender sender(settings);

  EXPECT_EQ(Post(sender, "http://hooks.example.com/").error,
            "The host of the URL was not found in time.");
  answer->Notify();
}

TEST(HttpSender, MakesManyAttemptsAtOnceInOrderOfTheOutcomes) {
  TestEndpoint endpoint;
  HttpSender sender(Development());
  std::vector<Attempt> attempts;
  for (int i = 0; i < 60; ++i)
    attempts.push_back({endpoint.Url(absl::StrCat("/status/", 400 + i)), {}, "{}"});

  std::vector<Outcome> outcomes = sender.Send(std::move(attempts));

  for (int i = 0; i < 60; ++i) EXPECT_EQ(outcomes[i].http_status, 400 + i);
  EXPECT_LE(endpoint.connection_count(), 10);
}

TEST(HttpSender, ServesOthersWhileOneHostHangs) {
  TestEndpoint slow;
  TestEndpoint quick;
  std::vector<Outcome> broken_off;
  std::mutex mutex;
  {
    HttpSenderSettings settings = Development();
    settings.under_way_per_host_max = 2;
    HttpSender sender(settings);
    for (int i = 0; i < 5; ++i)
      sender.Submit({slow.Url("/hang"), {}, "{}"}, [&](Outcome outcome) {
        std::lock_guard lock(mutex);
        broken_off.push_back(std::move(outcome));
      });
    slow.WaitForHanging(2);

    EXPECT_EQ(Post(sender, quick.Url("/status/200")).http_status, 200);
  }

  ASSERT_THAT(broken_off, SizeIs(5));
  for (const Outcome& outcome : broken_off) EXPECT_TRUE(outcome.cancelled);
  EXPECT_THAT(slow.requests(), SizeIs(2));
}

TEST(HttpSender, TakesAnEmptyList) {
  HttpSender sender(Development());

  EXPECT_THAT(sender.Send({}), IsEmpty());
}

TEST(Transfer, ConnectsToNoAddressThatThePolicyForbids) {
  const AttemptSettings settings;
  Transfer transfer({"", {}, "{}"}, {"https://hooks.example.com/", "hooks.example.com", 443},
                    {*Address::Parse("127.0.0.1")}, settings, absl::Seconds(5));

  Outcome outcome = transfer.Finish(curl_easy_perform(transfer.handle()));

  EXPECT_EQ(outcome.error, "The host of the URL has an address that is not public.");
}

}  // namespace
}  // namespace steward::notification
