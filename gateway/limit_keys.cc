#include "gateway/limit_keys.h"

namespace steward::gateway {
namespace {

// What services take themselves.
constexpr int64_t kMessageMax = 4 << 20;

}  // namespace

LimitKeys::LimitKeys(config::Config& config) : head(config), json(config), grpc(config) {
  head.Int("http_request_line_bytes", 1 << 10, 64 << 10,
           "Longest first line of a request; longer is answered 414.", &HeadLimits::request_line)
      .Int("http_header_bytes", 1 << 10, 64 << 10,
           "Longest header, with its name; longer is answered 431.", &HeadLimits::field)
      .Int("http_headers_bytes", 1 << 10, 256 << 10,
           "All headers of a request together; more is answered 431.", &HeadLimits::fields)
      .Int("http_headers", 16, 1000, "Headers of a request; more are answered 431.",
           &HeadLimits::field_count);
  json.Int("json_depth", 8, 64, "Objects and lists in each other, in a body.", &json::Limits::depth)
      .Int("json_values", 100, 10000000, "Values of a body.", &json::Limits::nodes)
      .Int("json_members", 100, 1000000, "Members of one object of a body.",
           &json::Limits::members_of_object)
      .Int("json_key_bytes", 64, 64 << 10, "Longest key of a member.", &json::Limits::key_bytes);
  grpc.Int("grpc_message_bytes", 1 << 10, kMessageMax,
           "Largest message that a client may send over gRPC.", &GrpcLimits::message)
      .Int("grpc_metadata_bytes", 1 << 10, 64 << 10, "Metadata of a call, all together.",
           &GrpcLimits::metadata)
      .Int("grpc_streams_per_connection", 1, 10000, "Calls that a connection may have under way.",
           &GrpcLimits::streams)
      .Duration("grpc_connection_age", "Age at which clients are asked to connect anew.",
                &GrpcLimits::age);
}

}  // namespace steward::gateway
