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
  // Of a type that is compiled in; lives as long as the process.
  static const FieldRule& Of(const google::protobuf::Descriptor* request);

  // PERMISSION_DENIED, naming the first field that the caller may not write. A request writes what
  // it sets; a list is set when it is not empty. An update, which has an update mask, is not judged
  // here: what it leaves as it is needs no permission, and that is known with the resource.
  absl::Status Check(const Call& call, const google::protobuf::Message& request) const;
  // The same for an update of `current`. It writes what its mask names and all that is in it ("*":
  // everything), without a mask what it sets, as far as that differs; lists are the same in any
  // order. Every handler of an update asks this before it decides.
  absl::Status CheckUpdate(const Call& call, const google::protobuf::Message& request,
                           const google::protobuf::Message& current) const;

 private:
  struct Guarded {
    // From the request to the field.
    std::vector<const google::protobuf::FieldDescriptor*> path;
    std::string permission;
  };

  void Collect(const google::protobuf::Descriptor* type,
               std::vector<const google::protobuf::FieldDescriptor*> path);

  static absl::Status Judge(const Call& call, const Guarded& guarded);

  // Null when the request is no update.
  const google::protobuf::FieldDescriptor* mask_;
  std::vector<Guarded> guarded_;
};

}  // namespace steward::access
