#pragma once

// What every call to a service has, whichever shape it is of.

#include <grpcpp/client_context.h>

#include "gateway/proxy/caller.h"

namespace steward::gateway {

// Deadline and metadata of an attempt.
void Prepare(const Outgoing& outgoing, grpc::ClientContext* context);

// What an attempt ended with. A service that shuts down cancels what it has not taken up: unless
// somebody else `cancelled` it, that is UNAVAILABLE. An answer that is too large for its client is
// INTERNAL.
grpc::Status StatusOf(grpc::Status status, const grpc::ByteBuffer& response, bool cancelled);

// Status, message and metadata.
void Take(grpc::Status status, grpc::ByteBuffer* response, const grpc::ClientContext& context,
          Reply* reply);

}  // namespace steward::gateway
