#pragma once

// Which fields of a request only some callers may give a value: the option write_permission.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "platform/call/call.h"

namespace steward::access {

// Immutable, hence thread-safe. Looks at the fields of a request and at those of the messages in
// it, each element of lists and maps too.
class FieldRule {
 public:
  explicit FieldRule(const google::protobuf::Descriptor* request);

  // PERMISSION_DENIED, naming the first field that the caller may not write. A request with an
  // update mask writes what the mask names and all that is in it ("*": everything), any other one
  // what it sets; a list is set when it is not empty.
  absl::Status Check(const Call& call, const google::protobuf::Message& request) const;

 private:
  struct Guarded {
    // From the request to the field.
    std::vector<const google::protobuf::FieldDescriptor*> path;
    std::string permission;
  };

  void Collect(const google::protobuf::Descriptor* type,
               std::vector<const google::protobuf::FieldDescriptor*> path);

  const google::protobuf::FieldDescriptor* mask_;
  std::vector<Guarded> guarded_;
};

}  // namespace steward::access
