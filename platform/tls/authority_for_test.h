#pragma once

// For tests: an authority that issues certificates with P-256 keys, good and bad ones.

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "platform/config/temporary_directory.h"
#include "platform/tls/certificate.h"

namespace steward::tls {

class TestAuthority {
 public:
  struct Issued {
    std::string certificate, private_key;
  };

  TestAuthority() : key_(EVP_EC_gen("P-256"), EVP_PKEY_free), certificate_(New(key_.get(), 3600)) {
    AddExtension(NID_basic_constraints, "critical,CA:TRUE", certificate_.get());
    X509_sign(certificate_.get(), key_.get(), EVP_sha256());
  }

  std::string pem() const { return Pem(certificate_.get()); }

  // `names` in the words of OpenSSL: "URI:spiffe://steward/ns/test/sa/ticket,DNS:localhost".
  Issued Issue(const std::string& names, long seconds = 3600) const {
    const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const X509Pointer certificate = New(key.get(), seconds);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
    AddExtension(NID_subject_alt_name, names, certificate.get());
    X509_sign(certificate.get(), key_.get(), EVP_sha256());
    return {Pem(certificate.get()), Pem(key.get())};
  }

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using X509Pointer = std::unique_ptr<X509, decltype(&X509_free)>;

  static X509Pointer New(EVP_PKEY* key, long seconds) {
    static long serial = 1;
    X509Pointer certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -7200);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), seconds);
    X509_set_pubkey(certificate.get(), key);
    const std::string name = absl::StrCat("test ", serial);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    return certificate;
  }

  static void AddExtension(int nid, const std::string& value, X509* certificate) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }

  template <class Write>
  static std::string Written(Write write) {
    BIO* memory = BIO_new(BIO_s_mem());
    write(memory);
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    std::string text(data, static_cast<size_t>(size));
    BIO_free(memory);
    return text;
  }
  static std::string Pem(X509* certificate) {
    return Written([&](BIO* to) { PEM_write_bio_X509(to, certificate); });
  }
  static std::string Pem(EVP_PKEY* key) {
    return Written(
        [&](BIO* to) { PEM_write_bio_PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr); });
  }

  Key key_;
  X509Pointer certificate_;
};

// The three files of a process, which a test may replace.
class TestFiles {
 public:
  TestFiles(const TestAuthority& authority, const std::string& names, long seconds = 3600) {
    Write("authorities", authority.pem());
    Replace(authority.Issue(names, seconds));
  }

  void Replace(const TestAuthority::Issued& issued) const {
    Write("certificate", issued.certificate);
    Write("private_key", issued.private_key);
  }
  // Each file appears whole.
  void Write(const std::string& name, const std::string& content) const {
    std::filesystem::rename(directory_.Write("new", content), directory_.Path(name));
  }
  CertificateFiles paths() const {
    return {directory_.Path("certificate"), directory_.Path("private_key"),
            directory_.Path("authorities")};
  }

 private:
  const config::TemporaryDirectory directory_;
};

}  // namespace steward::tls
