#pragma once

// What a client can learn of this SCIM service, in steward.directory.v1.ScimService (RFC 7644 §4).
// Thread-safe.

#include "absl/status/statusor.h"
#include "platform/call/call.h"
#include "platform/rpc/service.h"
#include "steward/directory/v1/scim_service.pb.h"

namespace steward::directory {

class ScimDiscoveryHandlers {
 public:
  using Answer = absl::StatusOr<http::v1::RawAnswer>;
  Answer GetServiceProviderConfig(const Call&, const v1::GetScimServiceProviderConfigRequest&);
  Answer ListResourceTypes(const Call&, const v1::ListScimResourceTypesRequest&);
  Answer GetResourceType(const Call&, const v1::GetScimResourceTypeRequest&);
  Answer ListSchemas(const Call&, const v1::ListScimSchemasRequest&);
  Answer GetSchema(const Call&, const v1::GetScimSchemaRequest&);
  Answer UseMe(const Call&, const v1::UseScimMeRequest&);

  void Register(rpc::Service* service);
};

}  // namespace steward::directory
