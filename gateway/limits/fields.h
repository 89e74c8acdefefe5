#pragma once

// What callers are told about their limits: the fields of draft-ietf-httpapi-ratelimit-headers-10.

#include <string>

#include "gateway/limits/quotas.h"

namespace steward::gateway {

// RateLimit-Policy: "caller-read";q=6000;w=60, "tenant-read";q=60000;w=60, of the limits of the
// request's class. Empty without limits.
std::string PolicyField(const Quota& quota);
// RateLimit: "caller-read";r=5990;t=1, "tenant-read";r=59000;t=1, of the same. r requests are left;
// after t seconds all are there again.
std::string LimitField(const Quota& quota);

// grpc-retry-pushback-ms of a call that was not admitted: when clients of gRPC that repeat calls by
// themselves may do so.
inline constexpr char kPushbackName[] = "grpc-retry-pushback-ms";
std::string PushbackField(const Quota& quota);

}  // namespace steward::gateway
