#include "platform/rpc/server.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/http2/listener.h"
#include "platform/rpc/health.h"
#include "platform/rpc/lane.h"
#include "platform/rpc/server_call.h"
#include "platform/rpc/service.h"
#include "platform/rpc/tls.h"
#include "platform/status/errors.h"

namespace steward::rpc {
namespace {

void Take(Lane& lane, const Methods& methods, const Tls* tls, boost::asio::ip::tcp::socket socket) {
  const auto context = tls == nullptr ? nullptr : tls->server_context().Current();
  auto made = http2::Socket::Make(std::move(socket), context.get(), /*is_server=*/true);
  lane.Post([&lane, connection = NewServerConnection(lane, methods, std::move(made))] {
    lane.Add(connection);
  });
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const std::string& address,
                                                      const std::vector<Service*>& services,
                                                      int threads, const Tls* tls) {
  std::unique_ptr<Server> server(new Server);
  for (const Service* service : services)
    for (const auto& [path, method] : service->Finish()) server->methods_.services[path] = method;
  for (int i = 0; i < threads; ++i) server->lanes_.push_back(std::make_unique<Lane>());
  std::vector<boost::asio::io_context*> loops;
  for (const auto& lane : server->lanes_) loops.push_back(&lane->io());
  auto listener = http2::Listener::Open(
      address, loops, [raw = server.get(), tls](size_t lane, boost::asio::ip::tcp::socket socket) {
        Take(*raw->lanes_[lane], raw->methods_, tls, std::move(socket));
      });
  if (!listener.ok())
    return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::UNAVAILABLE,
                        absl::StrCat(listener.status().message(),
                                     "; is the port taken? Choose another with grpc_listen."));
  server->listener_ = *std::move(listener);
  server->port_ = server->listener_->port();
  server->listener_->Accept();
  for (const auto& lane : server->lanes_) lane->Start();
  return server;
}

Server::Server() : health_(std::make_unique<Health>(&methods_)) {}

Server::~Server() {
  if (listener_ != nullptr) Shutdown(absl::ZeroDuration());
}

void Server::SetNotServing() { health_->SetNotServing(); }

void Server::Shutdown(absl::Duration grace) {
  const absl::Time end = absl::Now() + grace;
  health_->End();
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
