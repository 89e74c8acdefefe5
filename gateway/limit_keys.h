#pragma once

// The configuration keys of what a request may be at most.

#include "gateway/grpc/server.h"
#include "gateway/http/head_scan.h"
#include "platform/config/config.h"
#include "platform/json/parse.h"

namespace steward::gateway {

// Declares the keys; the values are there after Config::Load.
class LimitKeys {
 public:
  explicit LimitKeys(config::Config& config);

  HeadLimits Head() const;
  json::Limits Json() const;
  GrpcLimits Grpc() const;

 private:
  const int64_t& http_request_line_bytes_;
  const int64_t& http_field_bytes_;
  const int64_t& http_fields_bytes_;
  const int64_t& http_fields_;
  const int64_t& json_depth_;
  const int64_t& json_values_;
  const int64_t& json_members_;
  const int64_t& json_key_bytes_;
  const int64_t& grpc_message_bytes_;
  const int64_t& grpc_metadata_bytes_;
  const int64_t& grpc_streams_per_connection_;
  const absl::Duration& grpc_connection_age_;
};

}  // namespace steward::gateway
