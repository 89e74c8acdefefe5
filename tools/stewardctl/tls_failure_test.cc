#include "tools/stewardctl/tls_failure.h"

#include <gmock/gmock.h>

#include "tools/stewardctl/failure.h"

namespace steward::ctl {
namespace {

using testing::HasSubstr;

std::string TextOf(const char* server, const char* text) {
  const absl::Status failure = TlsFailureOf(*ParseAddress(server), text);
  if (failure.ok()) return "";
  EXPECT_EQ(ExitStatusOf(failure), kUnreachable);
  const std::string told = FailureText(failure, false);
  EXPECT_THAT(told, testing::Not(HasSubstr("Try again")));
  return told;
}

TEST(TlsFailure, SaysWhatToDo) {
  EXPECT_THAT(TextOf("https://h:1",
                     "last error: UNKNOWN: ipv4:127.0.0.1:1: Ssl handshake failed: SSL_ERROR_SSL: "
                     "error:0A000086:SSL routines::certificate verify failed"),
              HasSubstr("--ca-file"));
  EXPECT_THAT(TextOf("https://h:1", "Peer name h is not in peer certificate"),
              HasSubstr("other names"));
  constexpr char kPlain[] = "error:0A00010B:SSL routines::wrong version number";
  EXPECT_THAT(TextOf("https://h:1", kPlain), HasSubstr("http://h:1, and allow that"));
  EXPECT_THAT(TextOf("https://127.0.0.1:1", kPlain), HasSubstr("http://127.0.0.1:1."));
  EXPECT_THAT(TextOf("https://h:1", "empty address list: "), HasSubstr("broken"));
}

TEST(TlsFailure, IsNoneOtherwise) {
  EXPECT_EQ(TextOf("https://h:1", "Failed to connect to remote host: Connection refused"), "");
  EXPECT_EQ(TextOf("http://h:1", "certificate verify failed"), "");
}

TEST(TlsFailure, IsSuspectedOfServersThatHangUp) {
  EXPECT_TRUE(MaySpeakTls(*ParseAddress("http://h:1"), "recvmsg:Connection reset by peer"));
  EXPECT_FALSE(MaySpeakTls(*ParseAddress("http://h:1"), "Connection refused"));
  EXPECT_FALSE(MaySpeakTls(*ParseAddress("https://h:1"), "Socket closed"));
}

}  // namespace
}  // namespace steward::ctl
