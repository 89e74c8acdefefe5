#pragma once

// Which events a caller sees: those of resources that they may get.

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "platform/access/read_rule.h"
#include "platform/access/record_rule.h"
#include "steward/event/v1/event.pb.h"

namespace steward::access {

// The record of an event, as it stands after it, with the flags that the event cleared: whoever
// sees such a record may know what it was before. Null when the event cleared none.
std::unique_ptr<google::protobuf::Message> FormerOf(const RecordRule& rule,
                                                    const google::protobuf::Message& record,
                                                    const event::v1::Event& event);
// Takes the values from before out of an event of a record that was confidential, or a VIP's, until
// then, unless the viewer would have seen it. `record` is the one in the event, as it stands after
// the change. Returns whether it took any.
bool ConcealFormer(const RecordRule& rule, const Viewer& viewer,
                   const google::protobuf::Message& record, event::v1::Event* event);

// Thread-safe.
class EventRule {
 public:
  // Knows the resource types of `pool`, which outlives it.
  explicit EventRule(const google::protobuf::DescriptorPool* pool) : pool_(pool) {}

  // Whether a caller sees an encoded steward.event.v1.Event: as its resource stood after the
  // change, and in the scope in which the caller may get such resources, whatever the viewer's. An
  // event of an unknown type is seen by who may get everything; one that cannot be read by nobody.
  // What the caller may not read of the resource is taken out of the event. To `foreign`, which may
  // be null, the name of a resource is added of which the event shows what is foreign to the viewer
  // (RecordRule::IsForeign).
  bool Shows(Viewer viewer, std::string* event, std::set<std::string>* foreign = nullptr);
  // Takes out of an event what only some callers read. INTERNAL as of IsKeptInside.
  absl::Status ConcealFromAll(event::v1::Event* event);
  // Whether its resource is confidential or internal. INTERNAL when its type is not in the pool, or
  // its bytes are none of that type.
  absl::StatusOr<bool> IsKeptInside(const event::v1::Event& event);

 private:
  struct Type {
    // Null: not in the pool.
    const google::protobuf::Descriptor* descriptor = nullptr;
    std::unique_ptr<RecordRule> rule;
    std::unique_ptr<ReadRule> fields;
  };

  const Type& TypeOf(absl::string_view url);
  static bool MayBeForeign(const Type& type, const Viewer& viewer, const event::v1::Event& event);
  static void Conceal(const Type& type, const Viewer& viewer, google::protobuf::Message* resource,
                      event::v1::Event* event);
  std::unique_ptr<google::protobuf::Message> Parse(const Type& type, absl::string_view bytes);

  const google::protobuf::DescriptorPool* const pool_;
  google::protobuf::DynamicMessageFactory messages_;
  std::mutex mutex_;
  std::map<std::string, Type, std::less<>> types_;
};

}  // namespace steward::access
