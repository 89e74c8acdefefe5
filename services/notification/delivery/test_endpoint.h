#pragma once

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "services/notification/delivery/test_certificate.h"

namespace steward::notification {

// A receiver of webhooks for tests: HTTP/1.1 on a free port of the loopback. What it answers
// depends on the path:
//   /status/<code>      that status, with a short body
//   /first/<code>       that status to the first request of all, then 200
//   /retry-after/<text> 503 with that Retry-After
//   /redirect           302 to /status/200 of itself
//   /endless            200 and a body without end
//   /endless-head       a head without end
//   /hang               nothing, until the client leaves
//   /drop               nothing: the connection is closed
class TestEndpoint {
 public:
  // With a certificate: HTTPS.
  explicit TestEndpoint(const TestCertificate* certificate = nullptr);
  ~TestEndpoint();

  int port() const { return port_; }
  // "http://127.0.0.1:<port>" + path.
  std::string Url(const std::string& path) const;

  // Heads and bodies that came in, in any order, without those still coming.
  std::vector<std::string> requests();
  int connection_count();
  // Returns once that many requests are in the hands of /hang.
  void WaitForHanging(int count);

 private:
  class Connection;
  struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };

  void Listen();
  void Serve(Connection& connection);
  // False when the connection is to be closed.
  bool Answer(Connection& connection, const std::string& request);

  std::unique_ptr<SSL_CTX, FreeContext> tls_;
  int listener_ = -1;
  int port_ = 0;

  // Of those that follow.
  std::mutex mutex_;
  std::condition_variable hangs_;
  bool stopping_ = false;
  int hanging_ = 0;
  std::vector<std::string> requests_;
  std::list<std::unique_ptr<Connection>> connections_;
  std::thread thread_;
};

}  // namespace steward::notification
