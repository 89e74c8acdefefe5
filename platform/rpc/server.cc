#include "platform/rpc/server.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "platform/rpc/health.h"
#include "platform/rpc/lane.h"
#include "platform/rpc/listener.h"
#include "platform/rpc/service.h"
#include "platform/rpc/tls.h"
#include "platform/status/macros.h"

namespace steward::rpc {

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const std::string& address,
                                                      const std::vector<Service*>& services,
                                                      int threads, const Tls* tls) {
  std::unique_ptr<Server> server(new Server);
  server->methods_ = server->health_->service();
  for (const Service* service : services)
    for (const auto& [path, method] : service->Finish()) server->methods_[path] = method;
  for (int i = 0; i < threads; ++i) server->lanes_.push_back(std::make_unique<Lane>());
  ASSIGN_OR_RETURN(server->listener_,
                   Listener::Open(address, server->lanes_, server->methods_,
                                  tls == nullptr ? nullptr : &tls->server_context()));
  server->port_ = server->listener_->port();
  server->listener_->Accept();
  for (const auto& lane : server->lanes_) lane->Start();
  return server;
}

Server::Server() : health_(std::make_unique<Health>()) {}

Server::~Server() {
  if (listener_ != nullptr) Shutdown(absl::ZeroDuration());
}

void Server::SetNotServing() { health_->SetNotServing(); }

void Server::Shutdown(absl::Duration grace) {
  const absl::Time end = absl::Now() + grace;
  lanes_.front()->Post([listener = listener_] { listener->Close(); });
  for (const auto& lane : lanes_) lane->Post([&lane = *lane] { lane.Drain(); });
  auto any = [this] {
    return std::any_of(lanes_.begin(), lanes_.end(),
                       [](const auto& lane) { return lane->connections() > 0; });
  };
  while (any() && absl::Now() < end) absl::SleepFor(absl::Milliseconds(5));
  for (const auto& lane : lanes_) lane->Stop();
}

}  // namespace steward::rpc
