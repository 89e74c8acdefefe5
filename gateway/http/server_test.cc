#include "gateway/http/server.h"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <sstream>

#include "absl/strings/match.h"

namespace steward::gateway {
namespace {

// Asks for the body and answers before any of it came, as a service does that refuses an upload.
class Hasty final : public Handler {
 public:
  void Handle(std::shared_ptr<Exchange> exchange) override {
    exchange->ReadPiece(1 << 20, [](const Refusal*) {});
    HttpAnswer answer;
    answer.status = 403;
    answer.content_type = "text/plain";
    answer.body = "No.";
    exchange->Answer(std::move(answer));
  }
  HttpAnswer Refuse(const HttpRequest&, const Refusal& refusal) override {
    HttpAnswer answer;
    answer.status = refusal.status;
    return answer;
  }
};

// What the server sends until it closes.
std::string Ask(int port, const std::string& request) {
  boost::asio::ip::tcp::iostream client("127.0.0.1", std::to_string(port));
  client << request << std::flush;
  std::ostringstream answer;
  answer << client.rdbuf();
  return answer.str();
}

TEST(HttpServer, AnswersAfterItToldTheClientToGoOn) {
  HttpOptions options;
  options.address = "127.0.0.1:0";
  const auto server = HttpServer::Listen(options).value();
  server->Start({std::make_shared<Hasty>()});
  const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";

  for (int i = 0; i < 100; ++i) {
    const std::string answer = Ask(server->port(),
                                   "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                                   "Content-Length: 1000000\r\n\r\n");
    ASSERT_TRUE(absl::StartsWith(answer, go_on + "HTTP/1.1 403 ")) << answer;
    ASSERT_TRUE(absl::EndsWith(answer, "\r\n\r\nNo.")) << answer;
  }
  server->Drain(absl::Seconds(1));
}

}  // namespace
}  // namespace steward::gateway
