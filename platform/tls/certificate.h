#pragma once

// The certificate of a process, as files say it. Thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

struct x509_st;

namespace steward::tls {

// Paths of PEM files.
struct CertificateFiles {
  // The certificate, then those between it and its authority.
  std::string certificate;
  // Only its owner may read it (config::ReadSecretFile); no passphrase.
  std::string private_key;
  // Whom to trust with certificates of peers; empty: no peer shows one.
  std::string authorities;
};

struct Certificate {
  // PEM.
  std::string chain, private_key, authorities;
  // Subject alternative names of the kind URI (RFC 5280 §4.2.1.6).
  std::vector<std::string> uris;
  absl::Time expires;
};

// INVALID_ARGUMENT, NOT_FOUND or PERMISSION_DENIED unless all is there and fits together: a
// certificate that has not expired, the key that belongs to it, and at least one authority when
// there is to be one. So files that are only half written are refused,
// unless they end where a certificate does. The error says which of the three is wrong and how,
// without a path.
absl::StatusOr<Certificate> ReadCertificate(const CertificateFiles& files);

// The names of the kind URI of a certificate.
std::vector<std::string> UrisOf(const x509_st* certificate);

}  // namespace steward::tls
