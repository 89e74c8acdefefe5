#pragma once

// The configuration keys that every service has.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/config/config.h"
#include "platform/host/database_keys.h"
#include "platform/host/redis_keys.h"
#include "platform/host/tls_keys.h"
#include "platform/host/trace_keys.h"

namespace steward::host {

// Of page_token_key and its successors.
inline constexpr size_t kPageTokenKeyBytes = 32;

// References into the configuration, filled by Load.
struct Keys {
  explicit Keys(config::Config &config);

  // INVALID_ARGUMENT that names the key which has to change.
  absl::Status Check() const;

  const std::string &grpc_listen, &admin_listen;
  const DatabaseKeys databases;
  const std::string &application_role, &jobs_role, &identity_keys, &identity_private_key,
      &identity_key_id, &page_token_key, &head_export_directory;
  const std::vector<std::string> &page_token_keys_accepted;
  const int64_t &calls_max, &rpc_threads;
  const absl::Duration &list_timeout, &upload_timeout, &drain_delay, &drain_grace,
      &request_retention, &consumed_event_retention, &journal_retention, &retention_interval;
  const RedisKeys redis;
  const TlsKeys tls;
  const TraceKeys trace;
};

}  // namespace steward::host
