#include "services/notification/jobs/secret_rotation.h"

#include <utility>

#include "platform/observe/log.h"
#include "platform/observe/metrics.h"
#include "platform/pg/connection.h"
#include "platform/status/macros.h"
#include "services/notification/store/secret_reseal.h"

namespace steward::notification {
namespace {

constexpr char kSettings[] = "-c statement_timeout=5s -c lock_timeout=2s -c jit=off";

observe::Counter& Resealed() {
  static observe::Counter& counter = observe::GetCounter(
      "steward_webhook_secrets_resealed_total", "Secrets sealed anew with the key in force.");
  return counter;
}

observe::Gauge& Left() {
  static observe::Gauge& gauge =
      observe::GetGauge("steward_webhook_secrets_under_old_keys",
                        "Secrets that the last round could not seal with the key in force.");
  return gauge;
}

}  // namespace

SecretRotation::SecretRotation(std::string conninfo, const WebhookSecrets* secrets,
                               absl::Duration interval)
    : conninfo_(std::move(conninfo)), secrets_(secrets), interval_(interval) {
  Resealed();
  thread_ = std::thread([this] { Loop(); });
}

SecretRotation::~SecretRotation() {
  pauses_.Stop();
  thread_.join();
}

void SecretRotation::Loop() {
  bool failing = false;
  do {
    const absl::Status status = RunRound();
    if (!status.ok() && !failing) observe::Warn("secrets cannot be sealed anew", status);
    failing = !status.ok();
  } while (pauses_.Wait(interval_));
}

absl::Status SecretRotation::RunRound() {
  ASSIGN_OR_RETURN(const auto connection, pg::Connection::Open(conninfo_, kSettings));
  ResealRound round;
  while (!round.done) {
    const int64_t before = round.resealed;
    const absl::Status status = ResealSome(*connection, *secrets_, &round);
    Resealed().Increment(static_cast<double>(round.resealed - before));
    RETURN_IF_ERROR(status);
    if (!pauses_.Wait(absl::ZeroDuration())) return absl::OkStatus();
  }
  Left().Set(static_cast<double>(round.left));
  if (round.resealed > 0 || round.left > 0)
    observe::Log(round.left > 0 ? observe::Level::kError : observe::Level::kInfo,
                 "secrets of webhooks sealed anew",
                 {{"resealed", round.resealed}, {"do_not_open", round.left}});
  return absl::OkStatus();
}

}  // namespace steward::notification
