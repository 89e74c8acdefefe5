#include "gateway/limit_keys.h"

namespace steward::gateway {
namespace {

// What services take themselves.
constexpr int64_t kMessageMax = 4 << 20;

}  // namespace

LimitKeys::LimitKeys(config::Config& c)
    : http_request_line_bytes_(c.Int("http_request_line_bytes", 8 << 10, 1 << 10, 64 << 10,
                                     "Longest first line of a request; longer is answered 414.")),
      http_field_bytes_(c.Int("http_header_bytes", 8 << 10, 1 << 10, 64 << 10,
                              "Longest header, with its name; longer is answered 431.")),
      http_fields_bytes_(c.Int("http_headers_bytes", 16 << 10, 1 << 10, 256 << 10,
                               "All headers of a request together; more is answered 431.")),
      http_fields_(
          c.Int("http_headers", 64, 16, 1000, "Headers of a request; more are answered 431.")),
      json_depth_(c.Int("json_depth", 32, 8, 64, "Objects and lists in each other, in a body.")),
      json_values_(c.Int("json_values", 10000, 100, 10000000, "Values of a body.")),
      json_members_(c.Int("json_members", 1000, 100, 1000000, "Members of one object of a body.")),
      json_key_bytes_(c.Int("json_key_bytes", 256, 64, 64 << 10, "Longest key of a member.")),
      grpc_message_bytes_(c.Int("grpc_message_bytes", kMessageMax, 1 << 10, kMessageMax,
                                "Largest message that a client may send over gRPC.")),
      grpc_metadata_bytes_(c.Int("grpc_metadata_bytes", 8 << 10, 1 << 10, 64 << 10,
                                 "Metadata of a call, all together.")),
      grpc_streams_per_connection_(c.Int("grpc_streams_per_connection", 100, 1, 10000,
                                         "Calls that a connection may have under way.")),
      grpc_connection_age_(c.Duration("grpc_connection_age", absl::Hours(1),
                                      "Age at which clients are asked to connect anew.")) {}

HeadLimits LimitKeys::Head() const {
  HeadLimits limits;
  limits.request_line = static_cast<size_t>(http_request_line_bytes_);
  limits.field = static_cast<size_t>(http_field_bytes_);
  limits.fields = static_cast<size_t>(http_fields_bytes_);
  limits.field_count = static_cast<int>(http_fields_);
  return limits;
}

json::Limits LimitKeys::Json() const {
  json::Limits limits;
  limits.depth = static_cast<int>(json_depth_);
  limits.nodes = static_cast<int>(json_values_);
  limits.members_of_object = static_cast<int>(json_members_);
  limits.key_bytes = static_cast<size_t>(json_key_bytes_);
  return limits;
}

GrpcLimits LimitKeys::Grpc() const {
  GrpcLimits limits;
  limits.message = static_cast<size_t>(grpc_message_bytes_);
  limits.metadata = static_cast<size_t>(grpc_metadata_bytes_);
  limits.streams = static_cast<uint32_t>(grpc_streams_per_connection_);
  limits.age = grpc_connection_age_;
  return limits;
}

}  // namespace steward::gateway
