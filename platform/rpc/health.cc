#include "platform/rpc/health.h"

#include "platform/rpc/convert.h"

namespace steward::rpc {
namespace {

// HealthCheckResponse: field 1, a varint, SERVING or NOT_SERVING.
constexpr char kServing[] = "\x08\x01";
constexpr char kNotServing[] = "\x08\x02";

}  // namespace

Health::Health() {
  service_.Add("grpc.health.v1.Health/Check",
               [this](grpc::ServerContext&, const grpc::ByteBuffer& request,
                      grpc::ByteBuffer* response) { return Check(request, response); });
}

grpc::Status Health::Check(const grpc::ByteBuffer& request, grpc::ByteBuffer* response) const {
  // Any content of the request is the name of a service.
  if (request.Length() > 0)
    return {grpc::StatusCode::NOT_FOUND, "Only the health of the whole process is known."};
  *response = Encode(is_serving_ ? kServing : kNotServing);
  return grpc::Status::OK;
}

}  // namespace steward::rpc
