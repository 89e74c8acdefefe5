#include "platform/rpc/server.h"

#include <grpc/grpc.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "platform/status/errors.h"

namespace steward::rpc {
namespace {

constexpr int kMessageMax = 4 << 20;
constexpr int kMetadataMax = 8 << 10;
constexpr int kPollersMin = 2;
constexpr int kPollersMax = 64;
// Pollers count against it, so it is well above the calls that are expected at once.
constexpr int kThreadsMax = 512;

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const std::string& address, const std::vector<grpc::Service*>& services) {
  // The library's own shutdown, with the last object of it, may take ten seconds: never.
  static const bool once = [] {
    grpc_init();
    // gRPC locks a lot, and this library build looks for lock cycles at each lock.
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
    grpc::EnableDefaultHealthCheckService(true);
    return true;
  }();
  (void)once;
  std::unique_ptr<Server> server(new Server);
  grpc::ServerBuilder builder;
  grpc::ResourceQuota quota("server");
  quota.SetMaxThreads(kThreadsMax);
  builder.SetResourceQuota(quota);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::MIN_POLLERS, kPollersMin);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::MAX_POLLERS, kPollersMax);
  builder.SetMaxReceiveMessageSize(kMessageMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataMax);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 300'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &server->port_);
  for (grpc::Service* service : services) builder.RegisterService(service);
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || server->port_ == 0)
    return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::UNAVAILABLE,
                        absl::StrCat("Cannot listen on ", address,
                                     "; is the port taken? Choose another with grpc_listen."));
  return server;
}

Server::~Server() {
  if (server_ != nullptr) Shutdown(absl::ZeroDuration());
}

void Server::SetNotServing() {
  if (auto* health = server_->GetHealthCheckService()) health->SetServingStatus(false);
}

void Server::Shutdown(absl::Duration grace) {
  server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
  server_->Wait();
}

}  // namespace steward::rpc
