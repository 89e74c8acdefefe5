#pragma once

// The configuration keys of the gateway.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/access/access.h"
#include "gateway/access/issuers.h"
#include "gateway/gateway.h"
#include "gateway/limit_keys.h"
#include "platform/config/config.h"
#include "platform/host/redis_keys.h"
#include "platform/host/tls_keys.h"

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
  const absl::Duration& drain_delay;
  const absl::Duration& drain_grace;

 private:
  // Of both doors; null: they are plain.
  absl::StatusOr<std::shared_ptr<const tls::WatchedCertificate>> Certificate() const;
  HttpOptions Http() const;
  GrpcOptions Grpc() const;
  CallTimes Times() const;
  WatchOptions Watch() const;
  absl::StatusOr<RestOptions> Rest() const;
  QuotaOptions Quotas() const;
  absl::StatusOr<std::vector<IssuerEntry>> Issuers() const;

  const std::string& descriptors_;
  const std::string& cursor_secret_;
  const absl::Duration& read_timeout_;
  const absl::Duration& write_timeout_;
  const absl::Duration& upload_timeout_;
  const std::string& http_address_;
  const int64_t& http_threads_;
  const int64_t& http_connections_;
  const int64_t& http_requests_per_connection_;
  const int64_t& http_body_bytes_;
  const int64_t& batch_body_bytes_;
  const absl::Duration& http_header_timeout_;
  const absl::Duration& http_body_timeout_;
  const int64_t& http_body_rate_;
  const absl::Duration& http_idle_timeout_;
  const std::vector<std::string>& cors_origins_;
  const int64_t& compress_from_bytes_;
  const std::vector<std::string>& etag_required_;
  const int64_t& requests_per_caller_;
  const int64_t& requests_per_tenant_;
  const int64_t& limit_replicas_;
  const int64_t& calls_max_;
  const int64_t& streams_per_caller_;
  const int64_t& exports_per_tenant_;
  const int64_t& uploads_per_tenant_;
  const std::string& grpc_address_;
  const int64_t& grpc_threads_;
  const bool& grpc_reflection_;
  const std::vector<std::string>& services_;
  const std::vector<std::string>& issuers_;
  const int64_t& failures_per_minute_;
  const std::vector<std::string>& trusted_proxies_;
  const bool& issuer_allow_http_;
  const std::string& issuer_ca_file_;
  const std::string& token_issuer_;
  const std::string& token_audience_;
  const std::string& token_keys_;
  const std::string& identity_key_;
  const std::string& identity_key_id_;
  const absl::Duration& watch_poll_;
  const absl::Duration& watch_heartbeat_;
  const absl::Duration& watch_max_age_;
  const std::string& certificate_;
  const std::string& private_key_;
  const bool& keys_need_tls_;
  const LimitKeys limits_;
  const host::TlsKeys tls_;
};

}  // namespace steward::gateway
