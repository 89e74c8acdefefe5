#pragma once

// The operators' door of a process: HTTP/1.1 on a port of its own, never open to clients.
//   GET /healthz  200 while the process can serve a fresh connection
//   GET /readyz   200 when it should get traffic, else 503 with the reason
//   GET /metrics  Prometheus text format
// and the JSON documents that the process has to show.
// Anything else is 404, other verbs 405 with Allow; errors are application/problem+json (RFC 9457).

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace steward::observe {

// Serves on one thread of its own until destroyed. One request a connection, 8 KiB of headers, no
// body, 5 s for a request, 64 connections at a time.
class AdminServer {
 public:
  // `readiness` runs on the server's thread for each /readyz: it must be quick and not block, so it
  // looks at what others found out. Its message is shown to operators.
  using Readiness = std::function<absl::Status()>;
  // JSON, or why there is none now (503). Runs like a Readiness.
  using Document = std::function<absl::StatusOr<std::string>()>;
  // By path, such as "/.well-known/jwks.json".
  using Documents = std::map<std::string, Document>;

  // `address` is "127.0.0.1:9100", "[::1]:0" or "0.0.0.0:9100"; port 0 takes a free one. Fails when
  // the address is malformed or taken.
  static absl::StatusOr<std::unique_ptr<AdminServer>> Start(const std::string& address,
                                                            Readiness readiness,
                                                            Documents documents = {});
  AdminServer(const AdminServer&) = delete;
  AdminServer& operator=(const AdminServer&) = delete;
  ~AdminServer();

  uint16_t port() const;

 private:
  struct Listener;
  explicit AdminServer(std::unique_ptr<Listener> listener);

  std::unique_ptr<Listener> listener_;
};

}  // namespace steward::observe
