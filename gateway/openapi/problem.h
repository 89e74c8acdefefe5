#pragma once

// The schema of errors over REST, as gateway/transcode/problem.h writes them.

#include <vector>

#include "gateway/openapi/json.h"
#include "gateway/openapi/schema.h"
#include "google/protobuf/descriptor.h"

namespace steward::gateway::openapi {

// Messages of the pool that errors carry as details beyond those of google.rpc.
std::vector<const google::protobuf::Descriptor*> ErrorDetails(
    const google::protobuf::DescriptorPool& pool);

// Adds ProblemDetails (RFC 9457) and what it consists of; returns the reference to it. The reasons
// come with their comments when the pool has the enum steward.error.v1.Reason.
Json AddProblemSchemas(const google::protobuf::DescriptorPool& pool, Schemas* schemas);

}  // namespace steward::gateway::openapi
