#include "platform/rpc/renewed_channel.h"

#include <grpcpp/channel.h>
#include <grpcpp/security/credentials.h>

#include <utility>

namespace steward::rpc {

RenewedChannel::RenewedChannel(std::shared_ptr<const Tls> tls, std::string service, Make make)
    : tls_(std::move(tls)), service_(std::move(service)), make_(std::move(make)) {
  if (tls_ == nullptr) channel_ = make_(grpc::InsecureChannelCredentials());
}

std::shared_ptr<grpc::Channel> RenewedChannel::Get() const {
  if (tls_ == nullptr) return channel_;
  auto current = tls_->certificate().Current();
  std::lock_guard lock(mutex_);
  if (current != certificate_) {
    channel_ = make_(tls_->ChannelCredentials(service_));
    certificate_ = std::move(current);
  }
  return channel_;
}

}  // namespace steward::rpc
