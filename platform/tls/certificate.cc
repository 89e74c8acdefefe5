#include "platform/tls/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/config/secret_file.h"

namespace steward::tls {
namespace {

constexpr size_t kFileBytesMax = 1 << 20;

using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;
using X509Pointer = std::unique_ptr<X509, decltype(&X509_free)>;
using KeyPointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

absl::Status Wrong(absl::string_view file, absl::string_view how) {
  ERR_clear_error();
  return absl::InvalidArgumentError(absl::StrCat("the file of the ", file, " ", how));
}

absl::StatusOr<std::string> ReadPublicFile(const std::string& path, absl::string_view file) {
  std::string content(kFileBytesMax + 1, '\0');
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return absl::NotFoundError(absl::StrCat("the file of the ", file, " is not there"));
  stream.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<size_t>(stream.gcount()));
  if (stream.bad()) return Wrong(file, "cannot be read");
  if (content.size() > kFileBytesMax) return Wrong(file, "is larger than 1 MiB");
  return content;
}

// No passphrase: an encrypted key is an error, not a prompt.
int NoPassphrase(char*, int, int, void*) { return -1; }

Memory Open(const std::string& text) {
  return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
}

// All certificates of a text, which ends where the last of them does.
absl::StatusOr<std::vector<X509Pointer>> Certificates(const std::string& pem,
                                                      absl::string_view file) {
  std::vector<X509Pointer> all;
  const Memory memory = Open(pem);
  ERR_clear_error();
  while (X509* next = PEM_read_bio_X509(memory.get(), nullptr, NoPassphrase, nullptr))
    all.emplace_back(next, X509_free);
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!at_end) return Wrong(file, "is broken or not whole");
  if (all.empty()) return Wrong(file, "has no certificate (PEM)");
  return all;
}

absl::Time TimeOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return absl::InfinitePast();
  return absl::FromTM(parts, absl::UTCTimeZone());
}

absl::Status CheckKey(const std::string& pem, X509* certificate) {
  const Memory memory = Open(pem);
  const KeyPointer key(PEM_read_bio_PrivateKey(memory.get(), nullptr, NoPassphrase, nullptr),
                       EVP_PKEY_free);
  if (key == nullptr) return Wrong("private key", "has no key (PEM, no passphrase)");
  if (X509_check_private_key(certificate, key.get()) != 1)
    return Wrong("private key", "does not belong to the certificate");
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> UrisOf(const X509* certificate) {
  std::vector<std::string> uris;
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* text = name->d.uniformResourceIdentifier;
    uris.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                      static_cast<size_t>(ASN1_STRING_length(text)));
  }
  GENERAL_NAMES_free(names);
  return uris;
}

absl::StatusOr<Certificate> ReadCertificate(const CertificateFiles& files) {
  Certificate result;
  auto chain = ReadPublicFile(files.certificate, "certificate");
  if (!chain.ok()) return chain.status();
  auto key = config::ReadSecretFile(files.private_key);
  if (!key.ok())
    return absl::Status(key.status().code(),
                        absl::StrCat("the file of the private key ", key.status().message()));
  auto certificates = Certificates(*chain, "certificate");
  if (!certificates.ok()) return certificates.status();
  X509* own = certificates->front().get();
  if (absl::Status status = CheckKey(*key, own); !status.ok()) return status;
  result.expires = TimeOf(X509_get0_notAfter(own));
  if (result.expires <= absl::Now()) return Wrong("certificate", "has one that has expired");
  if (!files.authorities.empty()) {
    auto authorities = ReadPublicFile(files.authorities, "authorities");
    if (!authorities.ok()) return authorities.status();
    auto parsed = Certificates(*authorities, "authorities");
    if (!parsed.ok()) return parsed.status();
    result.authorities = *std::move(authorities);
  }
  result.uris = UrisOf(own);
  result.chain = *std::move(chain);
  result.private_key = *std::move(key);
  return result;
}

}  // namespace steward::tls
