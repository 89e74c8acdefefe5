#pragma once

// The OpenAPI 3.1 document of the REST API, from descriptors alone.

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace steward::gateway {

struct OpenApiOptions {
  std::string title = "Steward";
  std::string version = "v1";
  // Where the API is reached; "/" is where the document came from.
  std::string server_url = "/";
};

// Compact JSON. Every method of `files` that has an HTTP rule and is not internal becomes one
// operation for each of its rules; descriptions are the comments of the descriptors, as far as they
// hold source info. The files are of `pool`, which also holds what they import; the reasons of
// errors are described when it has the enum steward.error.v1.Reason. Rules that the gateway could
// not serve are left out. The same descriptors give the same text. Thread-safe.
std::string GenerateOpenApi(const google::protobuf::DescriptorPool& pool,
                            const std::vector<const google::protobuf::FileDescriptor*>& files,
                            const OpenApiOptions& options);

// An operation of that document, for an index of them.
struct OperationEntry {
  // Unique: "createTicket".
  std::string id;
  // What it belongs to: "Ticket".
  std::string tag;
  // In lower case: "post".
  std::string http_method;
  // "/v1/tickets/{ticket}:assign".
  std::string path;
  std::string summary;
};

// In the order of the files, those of a tag together.
std::vector<OperationEntry> ListOperations(
    const google::protobuf::DescriptorPool& pool,
    const std::vector<const google::protobuf::FileDescriptor*>& files);

}  // namespace steward::gateway
