#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "services/notification/delivery/http_sender.h"
#include "services/notification/delivery/test_endpoint.h"

namespace steward::notification {
namespace {

constexpr absl::string_view kNotTrusted =
    "The certificate of the endpoint is not trusted, has expired or names another host.";

// A file that is gone at the end of the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content) : path_(testing::TempDir() + "stewardXXXXXX") {
    FILE* file = fdopen(mkstemp(path_.data()), "w");
    fwrite(content.data(), 1, content.size(), file);
    fclose(file);
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Posts to https://<host> served with this certificate, which is trusted or not.
Outcome PostOverTls(const std::string& host, const TestCertificate& certificate, bool trusted) {
  TestEndpoint endpoint(&certificate);
  TemporaryFile file(certificate.Pem());
  HttpSenderSettings settings;
  settings.attempt.policy.allow_private_networks = true;
  if (trusted) settings.attempt.trusted_certificates = file.path();
  settings.lookup = [](const std::string&) {
    return std::vector<Address>{*Address::Parse("127.0.0.1")};
  };
  HttpSender sender(settings);
  Attempt attempt{absl::StrCat("https://", host, ":", endpoint.port(), "/status/200"), {}, "{}"};
  Outcome outcome = sender.Send({attempt}).front();
  EXPECT_EQ(endpoint.requests().size(), outcome.http_status == 200 ? 1 : 0);
  return outcome;
}

TEST(HttpSenderOverTls, PostsToAnEndpointThatIsTrusted) {
  const TestCertificate certificate("hooks.example.com", absl::Hours(2));

  Outcome outcome = PostOverTls("hooks.example.com", certificate, true);

  EXPECT_EQ(outcome.http_status, 200) << outcome.error;
}

TEST(HttpSenderOverTls, RefusesSelfSignedCertificates) {
  const TestCertificate certificate("hooks.example.com", absl::Hours(2));

  EXPECT_EQ(PostOverTls("hooks.example.com", certificate, false).error, kNotTrusted);
}

TEST(HttpSenderOverTls, RefusesCertificatesThatExpired) {
  const TestCertificate certificate("hooks.example.com", absl::Minutes(30));

  EXPECT_EQ(PostOverTls("hooks.example.com", certificate, true).error, kNotTrusted);
}

TEST(HttpSenderOverTls, RefusesCertificatesOfOtherHosts) {
  const TestCertificate certificate("hooks.example.com", absl::Hours(2));

  EXPECT_EQ(PostOverTls("other.example.com", certificate, true).error, kNotTrusted);
  EXPECT_EQ(PostOverTls("127.0.0.1", certificate, true).error, kNotTrusted);
}

}  // namespace
}  // namespace steward::notification
