#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "absl/time/time.h"

namespace steward::notification {

// A self-signed certificate with its key, for tests.
class TestCertificate {
 public:
  // For this host name, valid from an hour ago for `lifetime` (which may be over).
  TestCertificate(const std::string& host, absl::Duration lifetime);

  // The certificate in PEM.
  std::string Pem() const;
  // For a server that shows this certificate. Owned by the caller.
  SSL_CTX* NewServerContext() const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
  };

  std::unique_ptr<EVP_PKEY, Free> key_;
  std::unique_ptr<X509, Free> certificate_;
};

}  // namespace steward::notification
