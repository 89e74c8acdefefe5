#include <csignal>
#include <iostream>
#include <iterator>
#include <fstream>

#include "absl/time/clock.h"
#include "gateway/gateway.h"
#include "gateway/settings.h"
#include "platform/events/doorbell.h"
#include "platform/observe/admin_server.h"
#include "platform/observe/log.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

absl::Status Run(const Settings& settings) {
  sigset_t signals;
  sigemptyset(&signals);
  for (int signal : {SIGTERM, SIGINT}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  GatewayOptions options{"", settings.Http(), settings.Grpc(), settings.Watch()};
  std::ifstream file(settings.descriptors, std::ios::binary);
  options.descriptor_set.assign(std::istreambuf_iterator<char>(file), {});
  options.cursor_secret = settings.cursor_secret;
  options.read_timeout = settings.read_timeout;
  options.write_timeout = settings.write_timeout;
  ASSIGN_OR_RETURN(options.services, settings.Services());
  ASSIGN_OR_RETURN(auto access, settings.MakeAccess());
  ASSIGN_OR_RETURN(auto gateway, Gateway::Start(std::move(options), std::move(access)));
  ASSIGN_OR_RETURN(auto admin, observe::AdminServer::Start(settings.admin_address,
                                                           [&] { return gateway->Ready(); }));
  std::unique_ptr<events::DoorbellListener> doorbells;
  if (!settings.redis.empty())
    doorbells = std::make_unique<events::DoorbellListener>(
        settings.redis, settings.redis_prefix,
        [&](const auto& ring) {
          gateway->OnRing({ring.service, ring.shard, ring.epoch, ring.offset});
        },
        [&] { gateway->OnMissedRings(); });
  observe::Log(observe::Level::kInfo, "serving",
               {{"http_port", gateway->http_port()}, {"grpc_port", gateway->grpc_port()}});

  int signal = 0;
  sigwait(&signals, &signal);
  observe::Log(observe::Level::kInfo, "draining", {{"signal", signal}});
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);  // A second signal ends the process at once.
  gateway->BeginDrain();
  absl::SleepFor(settings.drain_delay);
  gateway->Drain(settings.drain_grace);
  return absl::OkStatus();
}

}  // namespace
}  // namespace steward::gateway

int main(int argc, char** argv) {
  steward::config::Config config("steward-gateway", "Speaks REST and gRPC for all services.");
  const steward::gateway::Settings settings(config);
  const auto arguments = config.Load(argc, argv);
  if (!arguments.ok()) return std::cerr << arguments.status().message() << "\n", 2;
  if (config.help_shown()) return 0;
  steward::observe::SetService("gateway");
  const absl::Status status = steward::gateway::Run(settings);
  if (!status.ok()) std::cerr << steward::errors::LogText(status) << "\n";
  return status.ok() ? 0 : 1;
}
