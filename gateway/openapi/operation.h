#pragma once

// One HTTP rule of one method as an operation.

#include <string>

#include "absl/status/statusor.h"
#include "gateway/openapi/example.h"
#include "gateway/openapi/json.h"
#include "gateway/openapi/path.h"
#include "gateway/openapi/schema.h"
#include "gateway/openapi/shared.h"
#include "google/api/http.pb.h"
#include "google/protobuf/descriptor.h"

namespace steward::gateway::openapi {

// Name of the security scheme that operations refer to.
inline constexpr absl::string_view kSecurityScheme = "bearer";

struct Binding {
  const google::protobuf::MethodDescriptor* method = nullptr;
  const google::api::HttpRule* rule = nullptr;
  std::string operation_id;
  std::string tag;
};

// What the operations of a document share. The parts must outlive it. Single-threaded.
struct Workshop {
  const Examples& examples;
  Schemas& schemas;
  Shared& shared;
};

// The first sentence of its comment, or its name.
std::string SummaryOf(const google::protobuf::MethodDescriptor& method);

// `path` is that of the binding's rule.
Json MakeOperation(const Binding& binding, const Path& path, Workshop& workshop);

}  // namespace steward::gateway::openapi
