#pragma once

// TLS 1.3 with certificates at both ends (RFC 8446), between Steward's own processes. Thread-safe.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/tls/context.h"
#include "platform/tls/watched_certificate.h"

namespace steward::rpc {

class Tls {
 public:
  struct Options {
    tls::CertificateFiles files;
    // Who may call this process: names of its neighbours ("gateway") or ids (tls::Neighbour).
    // Empty: nobody calls it.
    std::vector<std::string> peers;
    absl::Duration poll = tls::WatchedCertificate::kPoll;
  };

  // Errors are those of ReadCertificate, and INVALID_ARGUMENT for a certificate without an id or
  // for a peer that is none. Certificates with another id than the first do not come into force.
  static absl::StatusOr<std::shared_ptr<const Tls>> Open(Options options);

  // For a port that demands a certificate of our authorities. New connections see new files.
  const tls::WatchedContext& server_context() const { return *server_context_; }
  // For connections of our own, whose peer must be IdOf the service that is called.
  const tls::WatchedContext& client_context() const { return *client_context_; }
  // The id of `service`, a neighbour or an id; empty for what is neither.
  std::string IdOf(absl::string_view service) const;

  // Whether a peer with this id may call. Deny by default.
  bool Allows(absl::string_view id) const;
  const tls::WatchedCertificate& certificate() const { return *certificate_; }

 private:
  Tls() = default;

  std::shared_ptr<const tls::WatchedCertificate> certificate_;
  std::unique_ptr<const tls::WatchedContext> server_context_, client_context_;
  std::string own_id_;
  std::vector<std::string> peers_;
};

}  // namespace steward::rpc
