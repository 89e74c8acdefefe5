#include "platform/host/tls_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/testing/status_matchers.h"
#include "platform/tls/authority_for_test.h"

namespace steward::host {
namespace {

using testing::HasSubstr;

absl::StatusOr<std::shared_ptr<const rpc::Tls>> OpenWith(TlsKeys::Role role,
                                                         const std::vector<std::string>& flags) {
  config::Config config("steward-test", "Tests.");
  const TlsKeys keys(config, role);
  std::vector<const char*> words = {"steward-test"};
  for (const std::string& flag : flags) words.push_back(flag.c_str());
  EXPECT_THAT(config.Load(static_cast<int>(words.size()), words.data()), IsOk());
  return keys.Open();
}

TEST(TlsKeys, AreAllThereOrNone) {
  const tls::TestAuthority authority;
  const tls::TestFiles files(authority, "URI:spiffe://steward/ns/test/sa/ticket");
  const tls::TestFiles nameless(authority, "DNS:ticket");
  const auto paths = files.paths();
  const std::string certificate = absl::StrCat("--mtls_certificate=", paths.certificate);
  const std::string key = absl::StrCat("--mtls_private_key=", paths.private_key);
  const std::string ca = absl::StrCat("--mtls_ca=", paths.authorities);
  const std::string other = absl::StrCat("--mtls_certificate=", nameless.paths().certificate);
  const std::string peers = "--mtls_peers=gateway,ticket", required = "--mtls_required=true";
  constexpr auto kService = TlsKeys::Role::kService, kCaller = TlsKeys::Role::kCaller;
  struct Case {
    TlsKeys::Role role;
    std::vector<std::string> flags;
    bool opens;
    // Empty when it is accepted.
    const char* why;
  };
  for (const Case& c : std::vector<Case>{
           {kService, {}, false, ""},
           {kCaller, {}, false, ""},
           {kService, {certificate, key, ca, peers, required}, true, ""},
           {kCaller, {certificate, key, ca, required}, true, ""},
           {kService, {required}, false, "mtls_required"},
           {kCaller, {required}, false, "mtls_required"},
           {kService, {certificate, key, ca}, false, "and mtls_peers go together"},
           {kService, {peers}, false, "go together"},
           {kService, {certificate, ca, peers}, false, "go together"},
           {kCaller, {certificate, key}, false, "and mtls_ca go together"},
           {kService, {certificate, key, ca, "--mtls_peers=*"}, false, "must be the name"},
           {kService, {other, key, ca, peers}, false, "does not belong"},
           {kCaller, {"--mtls_certificate=/none", key, ca}, false, "is not there"},
       }) {
    const auto opened = OpenWith(c.role, c.flags);
    EXPECT_EQ(opened.ok(), *c.why == '\0') << opened.status();
    EXPECT_THAT(std::string(opened.status().message()), HasSubstr(c.why));
    EXPECT_EQ(opened.ok() && *opened != nullptr, c.opens);
  }
}

}  // namespace
}  // namespace steward::host
