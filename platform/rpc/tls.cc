#include "platform/rpc/tls.h"

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/status/macros.h"
#include "platform/tls/peer.h"

namespace steward::rpc {
namespace {

namespace experimental = grpc::experimental;

// An authority's word is not enough: the process that answered must be the one that was called.
class ServerIs final : public experimental::ExternalCertificateVerifier {
 public:
  explicit ServerIs(std::string id) : id_(std::move(id)) {}

  bool Verify(experimental::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)>, grpc::Status* status) override {
    const std::vector<grpc::string_ref> uris = request->uri_names();
    if (uris.size() != 1 || uris.front() != id_)
      *status = {grpc::StatusCode::UNAUTHENTICATED, "Another process answered than was called."};
    return true;
  }
  void Cancel(experimental::TlsCustomVerificationCheckRequest*) override {}

 private:
  const std::string id_;
};

// Peers know a process by its id: with another, or with none, nobody would talk to it any more.
absl::Status HasTheSameId(const tls::Certificate& current, const tls::Certificate& next) {
  if (next.uris == current.uris) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "the file of the certificate has one with another id than the process has");
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Tls>> Tls::Open(Options options) {
  std::shared_ptr<Tls> tls(new Tls);
  ASSIGN_OR_RETURN(tls->certificate_,
                   tls::WatchedCertificate::Open("processes", std::move(options.files),
                                                 options.poll, HasTheSameId));
  ASSIGN_OR_RETURN(tls->server_context_,
                   tls::WatchedContext::Open(tls->certificate_, tls::Side::kServer));
  ASSIGN_OR_RETURN(tls->client_context_,
                   tls::WatchedContext::Open(tls->certificate_, tls::Side::kClient));
  ASSIGN_OR_RETURN(tls->own_id_, tls::IdOf(tls->certificate_->Current()->uris));
  for (const std::string& peer : options.peers) {
    ASSIGN_OR_RETURN(std::string id, tls::Neighbour(tls->own_id_, peer));
    tls->peers_.push_back(std::move(id));
  }
  return tls;
}

std::shared_ptr<grpc::ChannelCredentials> Tls::ChannelCredentials(absl::string_view service) const {
  const auto current = certificate_->Current();
  experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(std::make_shared<experimental::StaticDataCertificateProvider>(
      current->authorities,
      std::vector<experimental::IdentityKeyCertPair>{{current->private_key, current->chain}}));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  // Nobody has an empty id.
  options.set_certificate_verifier(ServerIs::Create<ServerIs>(IdOf(service)));
  options.set_check_call_host(false);
  return experimental::TlsCredentials(options);
}

std::string Tls::IdOf(absl::string_view service) const {
  return tls::Neighbour(own_id_, service).value_or(std::string());
}

bool Tls::Allows(absl::string_view id) const {
  return std::find(peers_.begin(), peers_.end(), id) != peers_.end();
}

}  // namespace steward::rpc
