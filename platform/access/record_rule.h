#pragma once

// Which records a caller sees: one rule for each type of resource, read from its option
// (steward.options.v1.ResourceRules) and applied to a message or as SQL, so that what a get refuses
// no list, count, page or event gives away.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "google/protobuf/message.h"
#include "platform/call/call.h"
#include "platform/resource/columns.h"
#include "platform/resource/sql.h"

namespace steward::access {

// What the rule needs to know of a caller. Refers to what it was made from.
struct Viewer {
  absl::string_view subject;
  absl::Span<const std::string> roles;
  absl::Span<const std::string> groups;
  // For which records the caller has the permission at hand.
  Scope scope;
};

// With the permission of the method that is called.
Viewer ViewerOf(const Call& call);

// Immutable, hence thread-safe. A record is seen by
//   callers whose permission reaches it, in scope kTenant or as one of their groups', unless a flag
//   of its says that it is confidential or a VIP's,
//   callers whose permission "<collection>.readConfidential" or "<collection>.readVip" reaches it
//   as well, even then,
//   its owners who have the permission in any scope, always.
// One that is internal is seen by those of them only whose permission "<collection>.readInternal"
// admits them in the same way.
class RecordRule {
 public:
  // A field that, when it is true, hides a record, and the permission of those who see it even so.
  struct Flag {
    const google::protobuf::FieldDescriptor* field;
    std::string permission;
  };

  // `type` outlives the rule. Dies when its option names a field that it does not have as one.
  explicit RecordRule(const google::protobuf::Descriptor* type);
  // Of a type that is compiled in; lives as long as the process.
  static const RecordRule& Of(const google::protobuf::Descriptor* type);

  bool Admits(const Viewer& viewer, const google::protobuf::Message& record) const;
  // Whether the viewer sees every record of the type.
  bool AdmitsAll(const Viewer& viewer) const;
  // The same as a condition on the rows of a list, "TRUE" where nothing is to be checked, with
  // placeholders from `first_param` on. The table has a column for each field of the rule.
  resource::Sql Condition(const Viewer& viewer, const resource::ColumnTable& table,
                          int first_param) const;

  bool IsConfidential(const google::protobuf::Message& record) const;
  bool IsInternal(const google::protobuf::Message& record) const;
  // Whether the viewer, who sees the record, is not meant to by default: it is confidential and
  // they do not own it. Of a type whose records nobody can own: never. Who read what is such a one,
  // and telling who read that would have no end.
  bool IsForeign(const Viewer& viewer, const google::protobuf::Message& record) const;
  // Whether a record may be foreign to the viewer at all.
  bool MayShowForeign(const Viewer& viewer) const;
  const std::vector<Flag>& flags() const { return flags_; }
  // The flag for confidential records; null when the type has none.
  const google::protobuf::FieldDescriptor* confidential_field() const { return confidential_; }
  // Permission of those who see internal records; empty when the type has none.
  std::string InternalPermission() const;
  // Of its permissions: "tickets"; empty when the type is no resource.
  const std::string& collection() const { return collection_; }

 private:
  // Field and number of the value that marks an internal record.
  struct Internal {
    const google::protobuf::FieldDescriptor* field;
    int value;
  };

  // The viewer as far as they see internal records.
  Viewer Inside(const Viewer& viewer) const;
  // Whether no flag hides a record of the tenant from the viewer.
  bool OpensFlags(const Viewer& viewer) const;
  // Admits and Condition, whether the record is internal or not.
  bool AdmitsEither(const Viewer& viewer, const google::protobuf::Message& record) const;
  resource::Sql ConditionOfEither(const Viewer& viewer, const resource::ColumnTable& table,
                                  int first_param) const;
  bool Owns(const Viewer& viewer, const google::protobuf::Message& record) const;
  // Whether a permission in the scope reaches the record otherwise than by ownership.
  bool Reaches(Scope scope, const Viewer& viewer, const google::protobuf::Message& record) const;
  // For the rows that the permission of the method reaches; "" when it reaches none.
  std::string ReachTerm(const Viewer& viewer, const resource::ColumnTable& table,
                        const std::string& group) const;
  // That one of the fields is $param: "" when there are none, or nothing to compare with.
  std::string OwnTerm(const Viewer& viewer, const resource::ColumnTable& table, int param) const;
  std::string GroupTerm(const Viewer& viewer, const resource::ColumnTable& table, int param) const;

  std::string collection_;
  std::vector<const google::protobuf::FieldDescriptor*> owners_, groups_;
  std::vector<Flag> flags_;
  const google::protobuf::FieldDescriptor* confidential_ = nullptr;
  absl::optional<Internal> internal_;
};

// OK when the caller may do with the record what the method does. RESOURCE_NOT_FOUND for `name`
// when they may not even see it, the same answer as when it does not exist; else PERMISSION_DENIED.
absl::Status CheckRecord(const Call& call, const google::protobuf::Message& record,
                         absl::string_view name);
// OK when the caller may make a record like this one with the permission of the method, or deal
// with all that are like it. PERMISSION_DENIED otherwise.
absl::Status CheckNewRecord(const Call& call, const google::protobuf::Message& record);

}  // namespace steward::access
