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

constexpr unsigned char kHttp2[] = "\x02h2", kHttp1[] = "\x08http/1.1";
// Of TLS 1.2: only those with forward secrecy and authenticated encryption (RFC 9325 §4.2).
constexpr char kCiphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

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

// A client that offers protocols, but not ours, is refused; one that offers none is served.
template <auto& protocol>
int Choose(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
           unsigned offered_size, void*) {
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, protocol, sizeof(protocol) - 1, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

template <auto& protocol>
void Serve(SSL_CTX* context) {
  SSL_CTX_set_alpn_select_cb(context, Choose<protocol>, nullptr);
}

void SetProtocols(SSL_CTX* context, Side side) {
  // Clients resume with what they keep themselves (RFC 5077): nothing grows here.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  if (side == Side::kPublicHttp1 || side == Side::kPublicHttp2) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, kCiphers);
    return side == Side::kPublicHttp1 ? Serve<kHttp1>(context) : Serve<kHttp2>(context);
  }
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  // Nobody resumes: whoever connects shows a certificate.
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  if (side == Side::kServer) return Serve<kHttp2>(context);
  SSL_CTX_set_alpn_protos(context, kHttp2, sizeof(kHttp2) - 1);
}

}  // namespace

absl::StatusOr<std::shared_ptr<SSL_CTX>> NewContext(const Certificate& certificate, Side side) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_method()), SSL_CTX_free);
  SetProtocols(context.get(), side);
  const bool is_public = side == Side::kPublicHttp1 || side == Side::kPublicHttp2;
  if (ShowChain(context.get(), certificate.chain) &&
      UseKey(context.get(), certificate.private_key) &&
      (is_public || Trust(context.get(), certificate.authorities)))
    return context;
  ERR_clear_error();
  return absl::InvalidArgumentError("the certificate or its key cannot be served");
}

absl::StatusOr<std::unique_ptr<const WatchedContext>> WatchedContext::Open(
    std::shared_ptr<const WatchedCertificate> certificate, Side side) {
  std::unique_ptr<WatchedContext> watched(new WatchedContext(std::move(certificate), side));
  if (watched->Current() == nullptr)
    return absl::InvalidArgumentError("the certificate or its key cannot be served");
  return watched;
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
