#pragma once

// Channel arguments of gRPC, as {name, value}, for calls between Steward's own processes: both
// ends are ours and near each other, so what the library does for strangers is left out.

#include <grpc/grpc.h>

#include <climits>
#include <utility>

namespace steward::rpc {

inline constexpr std::pair<const char*, int> kTuning[] = {
    // Pings that measure the way cost more than they find between neighbours.
    {GRPC_ARG_HTTP2_BDP_PROBE, 0},
    {GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 1 << 20},
    // Nobody compresses messages.
    {GRPC_ARG_ENABLE_PER_MESSAGE_COMPRESSION, 0},
    {GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0},
    // Keepalive finds dead connections.
    {GRPC_ARG_CLIENT_IDLE_TIMEOUT_MS, INT_MAX},
};

}  // namespace steward::rpc
