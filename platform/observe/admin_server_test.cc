#include "platform/observe/admin_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>

#include "absl/strings/str_cat.h"

namespace steward::observe {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class AdminServerTest : public testing::Test {
 protected:
  static int Connect(uint16_t port) {
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    return connection;
  }

  // Sends the bytes and reads until the server closes.
  std::string Exchange(absl::string_view bytes) {
    int connection = Connect(server_->port());
    EXPECT_EQ(send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
    std::string answer;
    char buffer[4096];
    for (ssize_t got; (got = recv(connection, buffer, sizeof(buffer), 0)) > 0;) {
      answer.append(buffer, got);
    }
    close(connection);
    return answer;
  }

  std::string Ask(absl::string_view verb, absl::string_view target) {
    return Exchange(absl::StrCat(verb, " ", target, " HTTP/1.1\r\nHost: x\r\n\r\n"));
  }

  void SetReadiness(absl::Status status) {
    std::lock_guard lock(mutex_);
    readiness_ = std::move(status);
  }

  std::mutex mutex_;
  absl::Status readiness_;
  std::unique_ptr<AdminServer> server_ = *AdminServer::Start("127.0.0.1:0", [this] {
    std::lock_guard lock(mutex_);
    return readiness_;
  });
};

TEST_F(AdminServerTest, ShowsDocuments) {
  AdminServer::Documents documents;
  documents["/a.json"] = [] { return "{\"a\":1}"; };
  documents["/b.json"] = [] { return absl::UnavailableError("not yet"); };
  server_ = *AdminServer::Start(
      "127.0.0.1:0", [] { return absl::OkStatus(); }, documents);

  EXPECT_THAT(Ask("GET", "/a.json"), AllOf(StartsWith("HTTP/1.1 200 "),
                                           HasSubstr("application/json"), EndsWith("{\"a\":1}")));
  EXPECT_THAT(Ask("GET", "/b.json"), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("not yet")));
  EXPECT_THAT(Ask("POST", "/a.json"), StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(Ask("GET", "/c.json"), StartsWith("HTTP/1.1 404 "));
}

TEST_F(AdminServerTest, IsAliveEvenWhenNotReady) {
  SetReadiness(absl::UnavailableError("draining"));

  EXPECT_THAT(Ask("GET", "/healthz"),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), EndsWith("{\"status\":\"alive\"}\n")));
}

TEST_F(AdminServerTest, TellsWhetherItIsReadyAndWhyNot) {
  EXPECT_THAT(Ask("GET", "/readyz"),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), EndsWith("{\"status\":\"ready\"}\n")));

  SetReadiness(absl::UnavailableError("PostgreSQL is \"away\""));

  EXPECT_THAT(Ask("GET", "/readyz?verbose"),
              AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("application/problem+json"),
                    HasSubstr("\"status\":503,\"detail\":\"PostgreSQL is \\\"away\\\"\"}")));
}

TEST_F(AdminServerTest, ServesMetrics) {
  EXPECT_THAT(Ask("GET", "/metrics"),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("text/plain; version=0.0.4"),
                    HasSubstr("process_open_fds ")));
}

TEST_F(AdminServerTest, AnswersHeadWithoutABody) {
  EXPECT_THAT(Ask("HEAD", "/healthz"),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Content-Length: 19\r\n"),
                    EndsWith("\r\n\r\n")));
}

TEST_F(AdminServerTest, RefusesWhatItDoesNotServe) {
  struct Case {
    std::string request;
    std::string status;
  };
  for (const Case& c : std::vector<Case>{
           {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "404"},
           {"GET /metrics/ HTTP/1.1\r\nHost: x\r\n\r\n", "404"},
           {"GET /../healthz HTTP/1.1\r\nHost: x\r\n\r\n", "404"},
           {"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "405"},
           {"TRACE /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "405"},
           {"DELETE /readyz HTTP/1.1\r\nHost: x\r\n\r\n", "405"},
           {"nonsense\r\n\r\n", "400"},
           {"GET /healthz HTTP/1.1\nHost: x\n\n", "400"},
           {"GET /healthz HTTP/9.9\r\n\r\n", "400"},
           {"POST /healthz HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", "413"},
           {absl::StrCat("GET /healthz HTTP/1.1\r\nX: ", std::string(9000, 'x'), "\r\n\r\n"),
            "431"},
       }) {
    std::string answer = Exchange(c.request);
    EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 " + c.status + " "),
                              HasSubstr("Content-Type: application/problem+json\r\n"),
                              HasSubstr("\"status\":" + c.status)))
        << c.request.substr(0, 40);
    EXPECT_EQ(answer.find("Allow: GET, HEAD\r\n") != std::string::npos, c.status == "405");
  }
}

TEST_F(AdminServerTest, StillServesWhileAnotherConnectionSaysNothing) {
  int silent = Connect(server_->port());

  EXPECT_THAT(Ask("GET", "/healthz"), StartsWith("HTTP/1.1 200 OK\r\n"));

  close(silent);
}

TEST_F(AdminServerTest, ServesAgainAfterMoreConnectionsThanItHolds) {
  std::vector<int> silent;
  for (int i = 0; i < 70; ++i) silent.push_back(Connect(server_->port()));
  for (int connection : silent) close(connection);

  EXPECT_THAT(Ask("GET", "/healthz"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(AdminServerTest, RefusesAddressesThatAreMalformedOrTaken) {
  for (const char* address : {"", "9100", "localhost:1", "127.0.0.1:", "127.0.0.1:65536",
                              "127.0.0.1:-1", "127.0.0.1:x", "1.2.3:1"}) {
    EXPECT_EQ(AdminServer::Start(address, [] { return absl::OkStatus(); }).status().code(),
              absl::StatusCode::kInvalidArgument)
        << address;
  }
  EXPECT_EQ(AdminServer::Start(absl::StrCat("127.0.0.1:", server_->port()),
                               [] { return absl::OkStatus(); })
                .status()
                .code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace steward::observe
