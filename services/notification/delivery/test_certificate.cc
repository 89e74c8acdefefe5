#include "services/notification/delivery/test_certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace steward::notification {

TestCertificate::TestCertificate(const std::string& host, absl::Duration lifetime)
    : key_(EVP_EC_gen("P-256")), certificate_(X509_new()) {
  constexpr long kStart = -3600;
  X509* certificate = certificate_.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), kStart);
  X509_gmtime_adj(X509_getm_notAfter(certificate), kStart + absl::ToInt64Seconds(lifetime));
  X509_set_pubkey(certificate, key_.get());
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_EXTENSION* names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + host).c_str());
  X509_add_ext(certificate, names, -1);
  X509_EXTENSION_free(names);
  X509_sign(certificate, key_.get(), EVP_sha256());
}

std::string TestCertificate::Pem() const {
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, certificate_.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  std::string pem(bytes, size);
  BIO_free(memory);
  return pem;
}

SSL_CTX* TestCertificate::NewServerContext() const {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_use_certificate(context, certificate_.get());
  SSL_CTX_use_PrivateKey(context, key_.get());
  return context;
}

}  // namespace steward::notification
