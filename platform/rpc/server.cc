#include "platform/rpc/server.h"

#include <grpc/grpc.h>
#include <grpcpp/grpcpp.h>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "platform/rpc/health.h"
#include "platform/rpc/lane.h"
#include "platform/rpc/raw_service.h"
#include "platform/rpc/service.h"
#include "platform/rpc/tls.h"
#include "platform/rpc/tuning.h"
#include "platform/status/errors.h"

namespace steward::rpc {
namespace {

constexpr int kMessageMax = 4 << 20;
// An identity with the groups of its subject is up to 64 KiB.
constexpr int kMetadataMax = 128 << 10;

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const std::string& address,
                                                      const std::vector<Service*>& services,
                                                      int threads, const Tls* tls) {
  // The library's own shutdown, with the last object of it, may take ten seconds: never.
  static const bool once = [] {
    grpc_init();
    // gRPC locks a lot, and this library build looks for lock cycles at each lock.
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
    return true;
  }();
  (void)once;
  std::unique_ptr<Server> server(new Server);
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(kMessageMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataMax);
  for (const auto& [name, value] : kTuning) builder.AddChannelArgument(name, value);
  // Interceptors and waits know the deadline of their call; the caller's library cancels it.
  builder.AddChannelArgument(GRPC_ARG_ENABLE_DEADLINE_CHECKS, 0);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 300'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 70'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  server->credentials_ =
      tls == nullptr ? grpc::InsecureServerCredentials() : tls->ServerCredentials();
  builder.AddListeningPort(address, server->credentials_, &server->port_);
  std::vector<RawService*> served = {server->health_->service()};
  for (Service* service : services) served.push_back(service->Finish());
  for (RawService* service : served) builder.RegisterService(service);
  for (int i = 0; i < threads; ++i)
    server->lanes_.push_back(std::make_unique<Lane>(builder.AddCompletionQueue()));
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || server->port_ == 0)
    return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::UNAVAILABLE,
                        absl::StrCat("Cannot listen on ", address,
                                     "; is the port taken? Choose another with grpc_listen."));
  for (const auto& lane : server->lanes_) {
    for (RawService* service : served) service->Accept(lane.get());
    lane->Start();
  }
  return server;
}

Server::Server() : health_(std::make_unique<Health>()) {}

Server::~Server() {
  if (server_ != nullptr) Shutdown(absl::ZeroDuration());
}

void Server::SetNotServing() { health_->SetNotServing(); }

void Server::Shutdown(absl::Duration grace) {
  server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
  server_->Wait();
  for (const auto& lane : lanes_) lane->Stop();
}

}  // namespace steward::rpc
