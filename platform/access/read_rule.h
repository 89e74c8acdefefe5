#pragma once

// Which fields of a resource only some callers read: the option read_permission. For others they do
// not exist: in answers, events and histories they are absent, and no list is filtered or sorted by
// them, as that would tell them too. A permission counts where it reaches the record
// (access::RecordRule), so that a field can be read by its owner.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "platform/access/record_rule.h"

namespace steward::access {

// Of a type of message and of those that it holds. Immutable, hence thread-safe. Resources inside
// of google.protobuf.Any are not looked at: see EventRule.
class ReadRule {
 public:
  // `type` outlives the rule.
  explicit ReadRule(const google::protobuf::Descriptor* type);
  ~ReadRule();
  // Of a type that is compiled in; lives as long as the process.
  static const ReadRule& Of(const google::protobuf::Descriptor* type);

  // Whether there is anything in such a message that the viewer may not read.
  bool ShowsAll(const Viewer& viewer) const;
  // Clears what the viewer may not read.
  void Conceal(const Viewer& viewer, google::protobuf::Message* message) const;
  // Names of the resource's own fields that the viewer may not read in this record.
  std::vector<std::string> Concealed(const Viewer& viewer,
                                     const google::protobuf::Message& record) const;
  // PERMISSION_DENIED when there are records in which the viewer may not read the field.
  absl::Status CheckReadable(const Viewer& viewer, absl::string_view field) const;

 private:
  struct Guarded {
    const google::protobuf::FieldDescriptor* field;
    std::string permission;
  };
  struct Nested {
    const google::protobuf::FieldDescriptor* field;
    std::shared_ptr<const ReadRule> rule;
  };
  ReadRule(const google::protobuf::Descriptor* type, int depth);
  bool MayRead(Viewer viewer, const Guarded& guarded,
               const google::protobuf::Message& record) const;

  const google::protobuf::Descriptor* type_;
  std::unique_ptr<const RecordRule> records_;
  std::vector<Guarded> guarded_;
  // Fields whose messages hold something guarded.
  std::vector<Nested> nested_;
};

}  // namespace steward::access
