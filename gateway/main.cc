#include <iostream>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "gateway/gateway.h"
#include "gateway/settings.h"
#include "platform/events/doorbell.h"
#include "platform/host/process.h"
#include "platform/host/signals.h"
#include "platform/observe/admin_server.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {

absl::Status Run(const Settings& settings) {
  host::BeginProcess();
  RETURN_IF_ERROR(settings.trace.Start("gateway"));
  ASSIGN_OR_RETURN(GatewayOptions options, settings.Options());
  ASSIGN_OR_RETURN(auto access, settings.MakeAccess());
  ASSIGN_OR_RETURN(auto gateway, Gateway::Start(std::move(options), std::move(access)));
  ASSIGN_OR_RETURN(auto admin, observe::AdminServer::Start(settings.admin_address,
                                                           [&] { return gateway->Ready(); }));
  std::unique_ptr<events::DoorbellListener> doorbells;
  if (settings.redis.is_set()) {
    ASSIGN_OR_RETURN(events::RedisServer redis, settings.redis.Open());
    doorbells = std::make_unique<events::DoorbellListener>(
        std::move(redis), settings.redis.prefix(),
        [&](const auto& ring) {
          gateway->OnRing({ring.service, ring.shard, ring.epoch, ring.offset});
        },
        [&] { gateway->OnMissedRings(); });
  }
  host::ReleaseFreeMemory();
  observe::Log(observe::Level::kInfo, "serving",
               {{"http_port", gateway->http_port()}, {"grpc_port", gateway->grpc_port()}});
  host::AwaitSignal();
  observe::Log(observe::Level::kInfo, "draining");
  gateway->BeginDrain();
  absl::SleepFor(settings.drain_delay);
  doorbells = nullptr;
  gateway->Drain(settings.drain_grace);
  return absl::OkStatus();
}

}  // namespace steward::gateway

int main(int argc, char** argv) {
  // Debian's Abseil looks for deadlocks at every lock unless told not to.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  steward::config::Config config("steward-gateway", "Speaks REST and gRPC for all services.");
  const steward::gateway::Settings settings(config);
  const auto arguments = config.Load(argc, argv);
  if (!arguments.ok()) return std::cerr << arguments.status().message() << "\n", 2;
  if (config.help_shown()) return 0;
  steward::observe::SetService("gateway");
  const absl::Status status = steward::gateway::Run(settings);
  return status.ok() ? 0 : (std::cerr << steward::errors::LogText(status) << "\n", 1);
}
