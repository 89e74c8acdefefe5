#include "platform/rpc/health.h"

#include "platform/status/errors.h"

namespace steward::rpc {
namespace {

// HealthCheckResponse: field 1, a varint, SERVING or NOT_SERVING.
constexpr char kServing[] = "\x08\x01";
constexpr char kNotServing[] = "\x08\x02";

}  // namespace

Health::Health() {
  service_["/grpc.health.v1.Health/Check"].serve =
      [this](const Incoming&, absl::string_view request) { return Check(request); };
}

Outcome Health::Check(absl::string_view request) const {
  // Any content of the request is the name of a service.
  if (!request.empty()) return {errors::NotFound("The health of a single service"), {}, {}};
  return {absl::OkStatus(), is_serving_ ? kServing : kNotServing, {}};
}

}  // namespace steward::rpc
