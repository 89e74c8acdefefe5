#pragma once

// The configuration keys of what a request may be at most.

#include "gateway/grpc/server.h"
#include "gateway/http/head_scan.h"
#include "gateway/keys.h"
#include "platform/json/parse.h"

namespace steward::gateway {

// Declares the keys; the values are there after Config::Load.
struct LimitKeys {
  explicit LimitKeys(config::Config& config);

  Keys<HeadLimits> head;
  Keys<json::Limits> json;
  Keys<GrpcLimits> grpc;
};

}  // namespace steward::gateway
