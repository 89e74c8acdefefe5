#pragma once

// How the HTTP server speaks TLS: 1.2 with forward secrecy or 1.3, HTTP/1.1 by ALPN (RFC 7301),
// under the certificate in force. This header needs Asio.

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <mutex>

#include "absl/status/statusor.h"
#include "platform/tls/watched_certificate.h"

namespace steward::gateway {

// Thread-safe.
class TlsDoor {
 public:
  // INVALID_ARGUMENT when OpenSSL does not accept the certificate or its key, such as a short one.
  static absl::StatusOr<std::unique_ptr<TlsDoor>> Open(
      std::shared_ptr<const tls::WatchedCertificate> certificate);

  // For a new connection; it may go before the connection does.
  std::shared_ptr<boost::asio::ssl::context> Context();

 private:
  explicit TlsDoor(std::shared_ptr<const tls::WatchedCertificate> certificate)
      : certificate_(std::move(certificate)) {}

  const std::shared_ptr<const tls::WatchedCertificate> certificate_;
  std::mutex mutex_;
  // The certificate that was tried last, and the context of the last that was accepted.
  std::shared_ptr<const tls::Certificate> tried_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace steward::gateway
