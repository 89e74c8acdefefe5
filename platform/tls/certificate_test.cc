#include "platform/tls/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/time/clock.h"
#include "platform/testing/status_matchers.h"
#include "platform/tls/authority_for_test.h"

namespace steward::tls {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kTicket[] = "URI:spiffe://steward/ns/test/sa/ticket,DNS:localhost";

TEST(ReadCertificate, KnowsItsNamesAndItsEnd) {
  const TestAuthority authority;
  const TestFiles files(authority, kTicket);

  const auto read = ReadCertificate(files.paths());

  ASSERT_THAT(read.status(), IsOk());
  EXPECT_THAT(read->uris, ElementsAre("spiffe://steward/ns/test/sa/ticket"));
  EXPECT_GT(read->expires, absl::Now());
  EXPECT_EQ(read->authorities, authority.pem());
}

TEST(ReadCertificate, RefusesWhatIsNotWhole) {
  const TestAuthority authority;
  const auto good = authority.Issue(kTicket), other = authority.Issue(kTicket);
  const std::string chain = good.certificate + authority.pem();
  struct Case {
    std::string file, content, why;
  };
  for (const Case& c : std::vector<Case>{
           {"certificate", "", "has no certificate"},
           {"certificate", good.certificate.substr(0, 300), "broken or not whole"},
           {"certificate", chain.substr(0, chain.size() - 40), "broken or not whole"},
           {"certificate", other.certificate, "does not belong"},
           {"certificate", authority.Issue(kTicket, -60).certificate, "does not belong"},
           {"private_key", "", "has no key"},
           {"private_key", good.private_key.substr(0, 100), "has no key"},
           {"private_key", other.private_key, "does not belong"},
           {"authorities", "", "has no certificate"},
           {"authorities", authority.pem().substr(0, 200), "broken or not whole"},
       }) {
    const TestFiles files(authority, kTicket);
    files.Replace(good);
    ASSERT_THAT(ReadCertificate(files.paths()).status(), IsOk());
    files.Write(c.file, c.content);

    const absl::Status status = ReadCertificate(files.paths()).status();

    EXPECT_THAT(std::string(status.message()), HasSubstr(c.why)) << c.file;
    EXPECT_THAT(std::string(status.message()), testing::Not(HasSubstr("/tmp"))) << c.file;
  }
}

TEST(ReadCertificate, RefusesOneThatHasExpired) {
  const TestAuthority authority;
  const TestFiles files(authority, kTicket, -60);

  EXPECT_THAT(std::string(ReadCertificate(files.paths()).status().message()),
              HasSubstr("has expired"));
}

TEST(ReadCertificate, RefusesAKeyThatOthersMayRead) {
  const TestAuthority authority;
  const TestFiles files(authority, kTicket);
  std::filesystem::permissions(files.paths().private_key, std::filesystem::perms(0644));

  EXPECT_THAT(ReadCertificate(files.paths()).status(),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST(ReadCertificate, RefusesFilesThatAreNotThere) {
  EXPECT_THAT(ReadCertificate({"/none", "/none", ""}).status(),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace steward::tls
