#include "gateway/http/tls_door.h"

#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/observe/log.h"

namespace steward::gateway {
namespace {

namespace ssl = boost::asio::ssl;

// Of TLS 1.2: only those with forward secrecy and authenticated encryption (RFC 9325 §4.2).
constexpr char kCiphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

// A client that offers protocols, but not ours, is refused; one that offers none is served.
int ChooseProtocol(SSL*, const unsigned char** chosen, unsigned char* size,
                   const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr unsigned char kHttp[] = "\x08http/1.1";
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, kHttp, sizeof(kHttp) - 1, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

std::shared_ptr<ssl::context> NewContext(const tls::Certificate& certificate,
                                         boost::system::error_code& failed) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(native, kCiphers);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Clients resume with what they keep themselves (RFC 5077): nothing grows here.
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(native, ChooseProtocol, nullptr);
  context->use_certificate_chain(boost::asio::buffer(certificate.chain), failed);
  if (!failed)
    context->use_private_key(boost::asio::buffer(certificate.private_key), ssl::context::pem,
                             failed);
  return failed ? nullptr : context;
}

}  // namespace

absl::StatusOr<std::unique_ptr<TlsDoor>> TlsDoor::Open(
    std::shared_ptr<const tls::WatchedCertificate> certificate) {
  std::unique_ptr<TlsDoor> door(new TlsDoor(std::move(certificate)));
  if (door->Context() == nullptr)
    return absl::InvalidArgumentError("the certificate or its key cannot be served");
  return door;
}

std::shared_ptr<ssl::context> TlsDoor::Context() {
  auto current = certificate_->Current();
  std::lock_guard lock(mutex_);
  if (current == tried_) return context_;
  boost::system::error_code failed;
  if (auto context = NewContext(*current, failed))
    context_ = std::move(context);
  else
    observe::Log(observe::Level::kError, "a certificate cannot be served",
                 {{"error", failed.message()}});
  tried_ = std::move(current);
  return context_;
}

}  // namespace steward::gateway
