#pragma once

// HTTP/1.1 server: a number of io threads, each with its own loop and handler. Connections stay on
// the thread that accepted them.

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/http/head_scan.h"
#include "gateway/http/message.h"
#include "platform/tls/watched_certificate.h"

namespace boost::asio {
class io_context;
}  // namespace boost::asio

namespace steward::gateway {

struct HttpOptions {
  // "host:port"; port 0 takes any.
  std::string address = "127.0.0.1:8080";
  int threads = 1;
  // With it, the server speaks TLS and nothing else; null: plain HTTP.
  std::shared_ptr<const tls::WatchedCertificate> certificate;
  // Connections beyond this are closed at once, those whose handshake is under way included.
  int max_connections = 4096;
  // Requests after which a connection is closed, so that clients spread over replicas anew.
  int max_requests_per_connection = 1000;
  HeadLimits head;
  // Of a request's head, and of the handshake before the first.
  absl::Duration header_timeout = absl::Seconds(10);
  // Of a body that is read as a whole.
  absl::Duration body_timeout = absl::Seconds(30);
  // A client that sends its body slower, on the average after the first 5 s, is cut off.
  size_t body_bytes_per_second = 1024;
  absl::Duration idle_timeout = absl::Seconds(60);
  // A client that does not take its answer for so long is cut off.
  absl::Duration write_timeout = absl::Seconds(30);
};

class HttpServer {
 public:
  // Binds and listens; nothing is accepted before Start. UNAVAILABLE when the address is taken,
  // INVALID_ARGUMENT for a certificate that cannot be served.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Listen(const HttpOptions& options);
  virtual ~HttpServer() = default;

  virtual int port() const = 0;
  // What io thread `thread` runs.
  virtual boost::asio::io_context& io(int thread) = 0;
  // Serves with one handler per thread.
  virtual void Start(std::vector<std::shared_ptr<Handler>> handlers) = 0;
  // Answers from now on say "Connection: close" (RFC 9112 §9.6); new connections are still
  // accepted.
  virtual void BeginDrain() = 0;
  // Stops accepting, lets what is under way finish, closes connections that are idle for another
  // second, and cuts off what is left after `grace`: with 503 where a body is still coming. Returns
  // when all are gone.
  virtual void Drain(absl::Duration grace) = 0;
};

}  // namespace steward::gateway
