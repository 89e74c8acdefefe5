#include "platform/tls/context.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <utility>

#include "platform/observe/log.h"

namespace steward::tls {
namespace {

using X509Pointer = std::unique_ptr<X509, decltype(&X509_free)>;
using KeyPointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr unsigned char kHttp2[] = "\x02h2";

Memory Open(const std::string& pem) {
  return Memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
}

X509Pointer NextOf(const Memory& pem) {
  return X509Pointer(PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr), X509_free);
}

// The certificate and those between it and its authority.
bool ShowChain(SSL_CTX* context, const std::string& pem) {
  const Memory memory = Open(pem);
  const X509Pointer own = NextOf(memory);
  if (own == nullptr || SSL_CTX_use_certificate(context, own.get()) != 1) return false;
  while (const X509Pointer next = NextOf(memory))
    if (SSL_CTX_add1_chain_cert(context, next.get()) != 1) return false;
  ERR_clear_error();
  return true;
}

bool UseKey(SSL_CTX* context, const std::string& pem) {
  const KeyPointer key(PEM_read_bio_PrivateKey(Open(pem).get(), nullptr, nullptr, nullptr),
                       EVP_PKEY_free);
  return key != nullptr && SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

bool Trust(SSL_CTX* context, const std::string& pem) {
  const Memory memory = Open(pem);
  bool any = false;
  while (const X509Pointer authority = NextOf(memory)) {
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get()) != 1) return false;
    any = true;
  }
  // Whoever is named is trusted, also where another stands above it.
  X509_STORE_set_flags(SSL_CTX_get_cert_store(context), X509_V_FLAG_PARTIAL_CHAIN);
  ERR_clear_error();
  return any;
}

int ChooseHttp2(SSL*, const unsigned char** chosen, unsigned char* size,
                const unsigned char* offered, unsigned offered_size, void*) {
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, kHttp2, sizeof(kHttp2) - 1, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

absl::StatusOr<std::shared_ptr<SSL_CTX>> NewContext(const Certificate& certificate, Side side) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_method()), SSL_CTX_free);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
  // Nobody resumes: whoever connects shows a certificate.
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context.get(), 0);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  if (side == Side::kServer)
    SSL_CTX_set_alpn_select_cb(context.get(), ChooseHttp2, nullptr);
  else
    SSL_CTX_set_alpn_protos(context.get(), kHttp2, sizeof(kHttp2) - 1);
  if (ShowChain(context.get(), certificate.chain) &&
      UseKey(context.get(), certificate.private_key) &&
      Trust(context.get(), certificate.authorities))
    return context;
  ERR_clear_error();
  return absl::InvalidArgumentError("OpenSSL does not accept the certificate or its key");
}

std::shared_ptr<SSL_CTX> WatchedContext::Current() const {
  auto current = certificate_->Current();
  std::lock_guard lock(mutex_);
  if (current == tried_) return context_;
  auto context = NewContext(*current, side_);
  if (context.ok())
    context_ = *std::move(context);
  else
    observe::Log(observe::Level::kError, "a certificate cannot be used",
                 {{"error", context.status().message()}});
  tried_ = std::move(current);
  return context_;
}

}  // namespace steward::tls
