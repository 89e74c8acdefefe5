#include "platform/rpc/server_credentials.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpcpp/security/server_credentials.h>

#include <mutex>
#include <utility>

namespace steward::rpc {
namespace {

// The library's own way to follow files takes them as they are, and one that is half written
// leaves the port without a certificate. Its C interface asks for one before each handshake; its
// C++ interface does not show that.
class Following final : public grpc::ServerCredentials {
 public:
  Following(std::shared_ptr<const tls::WatchedCertificate> certificate, Clients clients)
      : certificate_(std::move(certificate)), clients_(clients) {}

  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    auto* options = grpc_ssl_server_credentials_create_options_using_config_fetcher(
        clients_ == Clients::kShowCertificates
            ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
            : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
        [](void* self, grpc_ssl_server_certificate_config** config) {
          return static_cast<Following*>(self)->Fetch(config);
        },
        this);
    grpc_server_credentials* credentials = grpc_ssl_server_credentials_create_with_options(options);
    const int port = grpc_server_add_http2_port(server, address.c_str(), credentials);
    grpc_server_credentials_release(credentials);
    return port;
  }

  grpc_ssl_certificate_config_reload_status Fetch(grpc_ssl_server_certificate_config** config) {
    const auto current = certificate_->Current();
    std::lock_guard lock(mutex_);
    if (current == fetched_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const grpc_ssl_pem_key_cert_pair pair = {current->private_key.c_str(), current->chain.c_str()};
    *config = grpc_ssl_server_certificate_config_create(
        clients_ == Clients::kShowCertificates ? current->authorities.c_str()
                                               // Nobody is asked, but the library wants some.
                                               : current->chain.c_str(),
        &pair, 1);
    fetched_ = current;
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const std::shared_ptr<const tls::WatchedCertificate> certificate_;
  const Clients clients_;
  std::mutex mutex_;
  std::shared_ptr<const tls::Certificate> fetched_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> ServerCredentials(
    std::shared_ptr<const tls::WatchedCertificate> certificate, Clients clients) {
  return std::make_shared<Following>(std::move(certificate), clients);
}

}  // namespace steward::rpc
