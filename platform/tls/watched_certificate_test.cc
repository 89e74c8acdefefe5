#include "platform/tls/watched_certificate.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "platform/testing/eventually.h"
#include "platform/testing/status_matchers.h"
#include "platform/tls/authority_for_test.h"

namespace steward::tls {
namespace {

constexpr char kTicket[] = "URI:spiffe://steward/ns/test/sa/ticket";
constexpr absl::Duration kOften = absl::Milliseconds(5);

TEST(WatchedCertificate, FollowsItsFiles) {
  const TestAuthority authority;
  const TestFiles files(authority, kTicket);
  auto watched = WatchedCertificate::Open("test", files.paths(), kOften);
  ASSERT_THAT(watched.status(), IsOk());
  const auto before = (*watched)->Current();
  const auto next = authority.Issue(kTicket);

  files.Replace(next);

  EXPECT_TRUE(Eventually([&] { return (*watched)->Current()->chain == next.certificate; }));
  EXPECT_EQ((*watched)->Current()->private_key, next.private_key);
  EXPECT_NE((*watched)->Current(), before);
}

TEST(WatchedCertificate, KeepsTheOneInForceUntilAllFilesFit) {
  const TestAuthority authority, second;
  const TestFiles files(authority, kTicket);
  auto watched = WatchedCertificate::Open("test", files.paths(), kOften);
  ASSERT_THAT(watched.status(), IsOk());
  const auto before = (*watched)->Current();
  const auto next = authority.Issue(kTicket);
  auto stays = [&] {
    int times = 0;
    EXPECT_TRUE(Eventually([&] {
      EXPECT_EQ((*watched)->Current(), before);
      return ++times == 5;
    }));
  };

  for (const std::string& half : {std::string(), next.certificate.substr(0, 100), next.certificate,
                                  authority.Issue(kTicket, -60).certificate}) {
    files.Write("certificate", half);
    stays();
  }
  std::filesystem::remove(files.paths().private_key);
  stays();
  files.Replace(next);
  files.Write("authorities", second.pem());

  EXPECT_TRUE(Eventually([&] {
    const auto current = (*watched)->Current();
    return current->chain == next.certificate && current->authorities == second.pem();
  }));
}

TEST(WatchedCertificate, DoesNotBeginWithoutOne) {
  const TestAuthority authority;
  const TestFiles files(authority, kTicket, -60);

  EXPECT_THAT(WatchedCertificate::Open("test", files.paths()).status(),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace steward::tls
