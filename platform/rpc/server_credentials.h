#pragma once

// Credentials of a gRPC port whose certificate follows its files.

#include <memory>

#include "platform/tls/watched_certificate.h"

namespace grpc {
class ServerCredentials;
}

namespace steward::rpc {

// What clients of a port must prove with the handshake.
enum class Clients {
  kAnyone,
  // A certificate of the watched certificate's authorities.
  kShowCertificates,
};

// Every new connection gets the certificate then in force. They must outlive the server.
std::shared_ptr<grpc::ServerCredentials> ServerCredentials(
    std::shared_ptr<const tls::WatchedCertificate> certificate, Clients clients);

}  // namespace steward::rpc
