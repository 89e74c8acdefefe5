#include "services/notification/delivery/endpoint.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward::notification {
namespace {

constexpr UrlPolicy kProduction{};
constexpr UrlPolicy kDevelopment{.allow_http = true, .allow_private_networks = true};

TEST(CheckUrl, TakesUrlsOfThePublicInternet) {
  struct Row {
    absl::string_view url, normalized, host;
    int port;
  };
  const Row rows[] = {
      {"https://hooks.example.com/steward?a=b", "https://hooks.example.com/steward?a=b",
       "hooks.example.com", 443},
      {"https://hooks.example.com", "https://hooks.example.com/", "hooks.example.com", 443},
      {"HTTPS://Hooks.Example.COM:8443/x", "https://Hooks.Example.COM:8443/x", "hooks.example.com",
       8443},
      {"https://xn--bcher-kva.example.com/%C3%A9", "https://xn--bcher-kva.example.com/%C3%A9",
       "xn--bcher-kva.example.com", 443},
      {"https://kubernetes.io/hook", "https://kubernetes.io/hook", "kubernetes.io", 443},
      {"https://example.com/a@b", "https://example.com/a@b", "example.com", 443},
      {"https://1.example.com/", "https://1.example.com/", "1.example.com", 443}};
  for (const Row& row : rows) {
    auto endpoint = CheckUrl(row.url, kProduction);
    ASSERT_TRUE(endpoint.ok()) << row.url << endpoint.status();
    EXPECT_EQ(endpoint->url, row.normalized);
    EXPECT_EQ(endpoint->host, row.host);
    EXPECT_EQ(endpoint->port, row.port);
  }
}

// Webhook rows of the table of abuse cases.
constexpr absl::string_view kRefused[] = {
    // Scheme.
    "http://hooks.example.com/", "ftp://hooks.example.com/", "file:///etc/passwd",
    "gopher://hooks.example.com/", "javascript:alert(1)", "//hooks.example.com/",
    "hooks.example.com", "https:hooks.example.com", "https:/hooks.example.com",
    "https:///hooks.example.com", "", "https://", "https:///",
    // This machine.
    "https://127.0.0.1/", "https://localhost/", "https://LOCALHOST/", "https://x.localhost/",
    "https://localhost.localdomain/", "https://[::1]/", "https://[::]/", "https://0/",
    "https://0.0.0.0/",
    // Other ways to write it.
    "https://127.1/", "https://0x7f.1/", "https://2130706433/", "https://0177.0.0.1/",
    "https://0x7f000001/", "https://017700000001/", "https://127.0.0.1./",
    "https://%31%32%37.0.0.1/", "https://127.0.0.0x1/", "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/", "https://bücher.example.com/", "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/", "https://1.2.3.4.5/", "https://4294967297/",
    "https://[fe80::1%25eth0]/",
    // Metadata services.
    "https://169.254.169.254/latest/meta-data/", "https://metadata.google.internal/",
    "https://metadata/", "https://metadata.goog/", "https://[fd00:ec2::254]/",
    "https://instance-data.ec2.internal/",
    // Private networks, and public literals too.
    "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://100.64.0.1/",
    "https://8.8.8.8/", "https://[2606:4700:4700::1111]/",
    // Cluster and intranet names.
    "https://kubernetes/", "https://kubernetes.default/", "https://kubernetes.default.svc/",
    "https://ticket.steward.svc.cluster.local/", "https://postgres/", "https://printer.local/",
    "https://wiki.corp/", "https://1.0.0.127.in-addr.arpa/",
    // What parsers read differently.
    "https://user:pass@hooks.example.com/", "https://user@hooks.example.com/",
    "https://@hooks.example.com/", "https://hooks.example.com\\@127.0.0.1/",
    "https://hooks.example.com#@127.0.0.1/", "https://hooks.example.com/#", "https://a\tb.com/",
    "https://hooks.example.com/\n", "https://hooks.example.com/a b", " https://hooks.example.com/",
    "https://hooks.example.com%00.evil.com/", "https://hooks.example.com%2f@evil.com/",
    "https://hooks.example.com./", "https://.example.com/", "https://a..b.com/",
    "https://-a.example.com/", "https://ex*mple.com/", "https://[hooks.example.com]/",
    "https://hooks.example.com:443:443/",
    // Ports.
    "https://hooks.example.com:22/", "https://hooks.example.com:6379/",
    "https://hooks.example.com:25/", "https://hooks.example.com:80/",
    "https://hooks.example.com:0/", "https://hooks.example.com:65536/",
    "https://hooks.example.com:-1/", "https://hooks.example.com:x/"};

TEST(CheckUrl, RefusesEverythingElse) {
  for (absl::string_view url : kRefused) {
    absl::Status status = CheckUrl(url, kProduction).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << url;
    EXPECT_EQ(errors::ReasonOf(status), errors::Reason::WEBHOOK_URL_REFUSED) << url;
  }
}

TEST(CheckUrl, RefusesHostsAndUrlsThatAreTooLong) {
  const std::string label(60, 'a');
  const std::string host = absl::StrCat(label, ".", label, ".", label, ".", label, ".example.com");

  EXPECT_TRUE(CheckUrl(absl::StrCat("https://", host.substr(10), "/"), kProduction).ok());
  EXPECT_FALSE(CheckUrl(absl::StrCat("https://", host, "/"), kProduction).ok());
  EXPECT_FALSE(CheckUrl(absl::StrCat("https://", std::string(64, 'a'), ".com/"), kProduction).ok());
  EXPECT_FALSE(CheckUrl("https://hooks.example.com/" + std::string(2048, 'a'), kProduction).ok());
}

TEST(CheckUrl, TakesPrivateReceiversInDevelopment) {
  for (absl::string_view url :
       {"http://127.0.0.1:9000/", "http://localhost:9000/hook", "https://[::1]:1234/",
        "http://receiver:80/", "https://10.1.2.3/", "http://hooks.example.com/"})
    EXPECT_TRUE(CheckUrl(url, kDevelopment).ok()) << url;
}

TEST(CheckUrl, RefusesMetadataServicesEvenInDevelopment) {
  for (absl::string_view url :
       {"http://169.254.169.254/", "http://2852039166/", "http://metadata.google.internal/",
        "http://[fd00:ec2::254]/", "http://0.0.0.0:9000/", "http://localhost:0/",
        "http://user@localhost/", "ftp://localhost/"})
    EXPECT_FALSE(CheckUrl(url, kDevelopment).ok()) << url;
}

TEST(CheckUrl, TakesHttpOnPort80Only) {
  const UrlPolicy policy{.allow_http = true};

  EXPECT_TRUE(CheckUrl("http://hooks.example.com/", policy).ok());
  EXPECT_FALSE(CheckUrl("http://hooks.example.com:8080/", policy).ok());
  EXPECT_FALSE(CheckUrl("http://localhost/", policy).ok());
}

TEST(MayConnect, DependsOnThePolicy) {
  EXPECT_TRUE(MayConnect(*Address::Parse("8.8.8.8"), kProduction));
  EXPECT_FALSE(MayConnect(*Address::Parse("10.0.0.1"), kProduction));
  EXPECT_TRUE(MayConnect(*Address::Parse("10.0.0.1"), kDevelopment));
  EXPECT_FALSE(MayConnect(*Address::Parse("169.254.169.254"), kDevelopment));
}

}  // namespace
}  // namespace steward::notification
