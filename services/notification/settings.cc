#include "services/notification/settings.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward::notification {
namespace {

constexpr double kJitter = 0.2;
constexpr size_t kSealKeyDigits = 64;
constexpr int kUnderWayMax = 100;
constexpr int kUnderWayPerHostMax = 25;

}  // namespace

absl::Status InvalidKey(absl::string_view key, absl::string_view what) {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_FIELD,
                      absl::StrCat(key, ": ", what));
}

absl::StatusOr<RetrySchedule> ParseSchedule(absl::string_view key,
                                            const std::vector<std::string>& texts) {
  std::vector<absl::Duration> waits;
  for (const std::string& text : texts) {
    absl::Duration wait;
    if (!absl::ParseDuration(text, &wait) || wait < absl::ZeroDuration() ||
        wait == absl::InfiniteDuration())
      return InvalidKey(key, "must be durations such as 5s or 2h.");
    waits.push_back(wait);
  }
  if (waits.empty()) return InvalidKey(key, "must not be empty.");
  return RetrySchedule(std::move(waits), kJitter);
}

Settings::Settings(config::Config& config)
    : ticket_service(config.RequiredString("ticket_service", "host:port of the ticket service.")),
      change_approval_service(
          config.String("change_approval_service", "",
                        "host:port of the change approval service; empty: its events go to no "
                        "webhook.")),
      catalog_service(
          config.String("catalog_service", "",
                        "host:port of the catalog service; empty: its events go to no webhook.")),
      directory_service(
          config.RequiredString("directory_service", "host:port of the directory service.")),
      seal_key(config.Secret("seal_key",
                             "Seals the secrets of webhooks: 64 hexadecimal digits; the same in "
                             "all replicas.",
                             kSealKeyDigits)),
      public_url(config.String("public_url", "",
                               "Where clients reach the API; starts the links in large events.")),
      allow_http(config.Bool("webhook_allow_http", false,
                             "Whether webhooks may use http. For development only.")),
      allow_private_networks(config.Bool("webhook_allow_private_networks", false,
                                         "Whether webhooks may be in private networks and at any "
                                         "port. For development only.")),
      retry_schedule(config.List("webhook_retry_schedule",
                                 {"0s", "5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h"},
                                 "Waits before the first, second … attempt.")),
      timeout(config.Duration("webhook_timeout", absl::Seconds(15),
                              "How long an endpoint may take to answer.")),
      attempt_lease(config.Duration("webhook_attempt_lease", absl::Minutes(2),
                                    "How long a replica keeps a delivery to itself; attempts of a "
                                    "killed one are made again afterwards.")),
      delivery_retention(config.Duration("delivery_retention", absl::Hours(30 * 24),
                                         "How long after its event a finished delivery is kept.")),
      webhooks_max(config.Int("webhooks_max", 100, 1, 100'000, "Webhooks a tenant may have.")) {}

absl::StatusOr<crypto::Sealer> Settings::MakeSealer() const {
  if (seal_key.size() != kSealKeyDigits ||
      !std::all_of(seal_key.begin(), seal_key.end(), absl::ascii_isxdigit))
    return InvalidKey("seal_key", "the file must hold 64 hexadecimal digits.");
  return crypto::Sealer::Create({{"1", absl::HexStringToBytes(seal_key)}}, "1");
}

absl::StatusOr<RetrySchedule> Settings::MakeSchedule() const {
  return ParseSchedule("webhook_retry_schedule", retry_schedule);
}

// In the worst case all attempts are at one host, which answers none of them in time.
absl::Status Settings::CheckLease() const {
  const HttpSenderSettings sending = sender();
  const int rounds = sending.under_way_max / sending.under_way_per_host_max;
  const absl::Duration longest = sending.attempt.limits.total_timeout * (rounds + 1);
  if (attempt_lease >= longest) return absl::OkStatus();
  return InvalidKey("webhook_attempt_lease",
                    absl::StrCat("must be at least ", absl::FormatDuration(longest), "."));
}

HttpSenderSettings Settings::sender() const {
  HttpSenderSettings settings;
  settings.attempt.policy = policy();
  settings.attempt.limits.total_timeout = timeout;
  settings.under_way_max = kUnderWayMax;
  settings.under_way_per_host_max = kUnderWayPerHostMax;
  return settings;
}

}  // namespace steward::notification
