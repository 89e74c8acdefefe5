#pragma once

// What OpenSSL needs for a connection: TLS 1.3 (RFC 8446) with certificates at both ends for HTTP/2
// between processes of one house, TLS 1.2 with forward secrecy or 1.3 for doors that are open to
// all. By ALPN (RFC 7301) both ends agree on the protocol.

#include <openssl/ssl.h>

#include <memory>
#include <mutex>

#include "absl/status/statusor.h"
#include "platform/tls/watched_certificate.h"

namespace steward::tls {

enum class Side {
  // Both show `certificate` and take none but of its authorities. Who the peer is, is for the
  // caller to look at.
  kServer,
  kClient,
  // Shows `certificate` and asks for none; HTTP/2, or HTTP/1.1.
  kPublicHttp2,
  kPublicHttp1,
};

// INVALID_ARGUMENT when OpenSSL does not accept the certificate or its key, such as a short one.
absl::StatusOr<std::shared_ptr<SSL_CTX>> NewContext(const Certificate& certificate, Side side);

// The context of the certificate in force. Thread-safe.
class WatchedContext {
 public:
  // Errors are those of NewContext.
  static absl::StatusOr<std::unique_ptr<const WatchedContext>> Open(
      std::shared_ptr<const WatchedCertificate> certificate, Side side);

  // Of the last certificate that OpenSSL accepted. What was made of it keeps it.
  std::shared_ptr<SSL_CTX> Current() const;

 private:
  WatchedContext(std::shared_ptr<const WatchedCertificate> certificate, Side side)
      : certificate_(std::move(certificate)), side_(side) {}

  const std::shared_ptr<const WatchedCertificate> certificate_;
  const Side side_;
  mutable std::mutex mutex_;
  // The certificate that was tried last, and the context of the last that was accepted.
  mutable std::shared_ptr<const Certificate> tried_;
  mutable std::shared_ptr<SSL_CTX> context_;
};

}  // namespace steward::tls
