#include "services/notification/settings.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/config/invalid_key.h"
#include "platform/config/secret_file.h"
#include "platform/status/macros.h"

namespace steward::notification {
namespace {

constexpr double kJitter = 0.2;
constexpr size_t kSealKeyDigits = 64;
constexpr size_t kSealKeyIdMax = 63;
constexpr int kUnderWayMax = 100;
constexpr int kUnderWayPerHostMax = 25;

absl::StatusOr<std::string> ParseKey(absl::string_view setting, absl::string_view digits) {
  if (digits.size() != kSealKeyDigits ||
      !std::all_of(digits.begin(), digits.end(), absl::ascii_isxdigit))
    return config::InvalidKey(setting, "the file must hold 64 hexadecimal digits.");
  return absl::HexStringToBytes(digits);
}

}  // namespace

absl::StatusOr<RetrySchedule> ParseSchedule(absl::string_view key,
                                            const std::vector<std::string>& texts) {
  std::vector<absl::Duration> waits;
  for (const std::string& text : texts) {
    absl::Duration wait;
    if (!absl::ParseDuration(text, &wait) || wait < absl::ZeroDuration() ||
        wait == absl::InfiniteDuration())
      return config::InvalidKey(key, "must be durations such as 5s or 2h.");
    waits.push_back(wait);
  }
  if (waits.empty()) return config::InvalidKey(key, "must not be empty.");
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
      seal_key_id(config.String("seal_key_id", "1",
                                "Name of that key, which each secret that it seals carries.")),
      seal_keys_accepted(config.List("seal_keys_accepted", {},
                                     "Further keys, as NAME=FILE: what they have sealed is opened, "
                                     "and sealed anew with seal_key.")),
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
  if (seal_key_id.empty() || seal_key_id.size() > kSealKeyIdMax)
    return config::InvalidKey("seal_key_id", "must have 1 to 63 characters.");
  crypto::SealKeys keys;
  ASSIGN_OR_RETURN(keys[seal_key_id], ParseKey("seal_key", seal_key));
  for (const std::string& other : seal_keys_accepted) {
    const std::pair<std::string, std::string> named =
        absl::StrSplit(other, absl::MaxSplits('=', 1));
    if (named.first.empty() || named.first.size() > kSealKeyIdMax || named.second.empty())
      return config::InvalidKey("seal_keys_accepted", "must be NAME=FILE.");
    const auto text = config::ReadSecret(named.second);
    if (!text.ok()) return config::InvalidKey("seal_keys_accepted", text.status().message());
    ASSIGN_OR_RETURN(std::string key, ParseKey("seal_keys_accepted", *text));
    if (!keys.emplace(named.first, std::move(key)).second)
      return config::InvalidKey("seal_keys_accepted", "names a key twice, or as seal_key_id does.");
  }
  return crypto::Sealer::Create(std::move(keys), seal_key_id);
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
  return config::InvalidKey("webhook_attempt_lease",
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
