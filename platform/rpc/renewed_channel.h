#pragma once

// A channel to a service that is made anew when the certificate of this process changes, so that
// calls go on under the new one. Calls on the channel before finish there. Thread-safe.

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "platform/rpc/tls.h"

namespace grpc {
class Channel;
class ChannelCredentials;
}  // namespace grpc

namespace steward::rpc {

class RenewedChannel {
 public:
  using Make =
      std::function<std::shared_ptr<grpc::Channel>(std::shared_ptr<grpc::ChannelCredentials>)>;

  // `service` is who must answer (Tls::ChannelCredentials). Without `tls` the channel is plain and
  // stays the same.
  RenewedChannel(std::shared_ptr<const Tls> tls, std::string service, Make make);

  std::shared_ptr<grpc::Channel> Get() const;

 private:
  const std::shared_ptr<const Tls> tls_;
  const std::string service_;
  const Make make_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const tls::Certificate> certificate_;
  mutable std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace steward::rpc
