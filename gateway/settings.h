#pragma once

// The configuration keys of the gateway.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/access/access.h"
#include "gateway/access/issuers.h"
#include "gateway/gateway.h"
#include "gateway/keys.h"
#include "gateway/limit_keys.h"
#include "platform/config/config.h"
#include "platform/host/redis_keys.h"
#include "platform/host/tls_keys.h"
#include "platform/host/trace_keys.h"

namespace steward::gateway {

// Declares the keys; the values are there after Config::Load.
class Settings {
 public:
  explicit Settings(config::Config& config);

  // Reads the descriptor set.
  absl::StatusOr<GatewayOptions> Options() const;
  // Reads the key files and begins to fetch the keys of issuers.
  absl::StatusOr<std::unique_ptr<Access>> MakeAccess() const;

  const std::string& admin_address;
  // Empty: no doorbells, watchers poll.
  const host::RedisKeys redis;
  const host::TraceKeys trace;
  const absl::Duration& drain_delay;
  const absl::Duration& drain_grace;

 private:
  // Of both doors; null: they are plain.
  absl::StatusOr<std::shared_ptr<const tls::WatchedCertificate>> Certificate() const;
  void DeclareDoors();
  void DeclareRules();
  HttpOptions Http() const;
  GrpcOptions Grpc(const HttpOptions& http, const CallTimes& times) const;
  absl::StatusOr<RestOptions> Rest() const;
  absl::StatusOr<QuotaOptions> Quotas() const;
  absl::StatusOr<RateLimits> Rates() const;
  absl::StatusOr<std::vector<IssuerEntry>> Issuers() const;

  Keys<GatewayOptions> gateway_;
  Keys<CallTimes> times_;
  Keys<HttpOptions> http_;
  Keys<GrpcOptions> grpc_;
  Keys<RestOptions> rest_;
  Keys<QuotaOptions> quotas_;
  Keys<auth::FetchOptions> fetch_;
  Keys<WatchOptions> watch_;
  // What has to be understood first.
  const std::string& descriptors_;
  const std::string& cursor_secret_;
  const std::vector<std::string>& cursor_keys_accepted_;
  const std::vector<std::string>& cors_origins_;
  const int64_t& requests_per_caller_;
  const int64_t& requests_per_tenant_;
  const std::vector<std::string>& rate_limits_;
  const std::vector<std::string>& services_;
  const std::vector<std::string>& issuers_;
  const int64_t& failures_per_minute_;
  const std::vector<std::string>& trusted_proxies_;
  const std::string& token_issuer_;
  const std::string& token_audience_;
  const std::string& token_keys_;
  const std::string& identity_key_;
  const std::string& identity_key_id_;
  const std::string& certificate_;
  const std::string& private_key_;
  const bool& keys_need_tls_;
  const LimitKeys limits_;
  const host::TlsKeys tls_;
};

}  // namespace steward::gateway
