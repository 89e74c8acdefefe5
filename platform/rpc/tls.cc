#include "platform/rpc/tls.h"

#include <algorithm>

#include "platform/status/macros.h"
#include "platform/tls/peer.h"

namespace steward::rpc {
namespace {

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

std::string Tls::IdOf(absl::string_view service) const {
  return tls::Neighbour(own_id_, service).value_or(std::string());
}

bool Tls::Allows(absl::string_view id) const {
  return std::find(peers_.begin(), peers_.end(), id) != peers_.end();
}

}  // namespace steward::rpc
