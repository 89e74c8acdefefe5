#include "platform/resource/rules.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/resource/enum_names.h"
#include "platform/resource/name.h"
#include "platform/resource/rule_plan.h"
#include "platform/resource/utf8.h"
#include "platform/status/errors.h"

namespace steward::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Where the checker stands; the path is spelled out only when something is wrong.
struct Place {
  const Place* outer = nullptr;
  absl::string_view name;
  int index = -1;

  std::string Path() const {
    std::string path = outer == nullptr ? "" : outer->Path();
    if (name.empty()) return path;
    if (!path.empty()) path += '.';
    absl::StrAppend(&path, name);
    if (index >= 0) absl::StrAppend(&path, "[", index, "]");
    return path;
  }
};

enum class Role { kRequest, kUpdatedResource };

class Checker {
 public:
  absl::Status Run(const Message& message, const Place& place) {
    CheckMessage(message, PlanOf(message.GetDescriptor()), place, Role::kRequest);
    return violations_.ToStatus();
  }

 private:
  void CheckMessage(const Message& message, const MessagePlan& plan, const Place& place,
                    Role role) {
    if (plan.kind != MessagePlan::Kind::kPlain) return CheckTime(message, plan, place);
    if (role == Role::kUpdatedResource && plan.name != nullptr) CheckName(message, plan, place);
    const Reflection* reflection = message.GetReflection();
    for (const FieldPlan& field : plan.fields) {
      const Place here{&place, field.field->name()};
      if (field.field->is_repeated()) {
        CheckList(message, *reflection, field, here, role);
        continue;
      }
      // A string is read rather than asked for: that alone tells whether it is set.
      if (field.check == FieldPlan::Check::kString && !field.field->has_presence()) {
        CheckSingleString(reflection->GetStringReference(message, field.field, &scratch_), field,
                          here, role);
        continue;
      }
      if (!reflection->HasField(message, field.field)) {
        if (field.required && role == Role::kRequest) Add(here, "is required");
        continue;
      }
      CheckSet(message, *reflection, field, plan, here);
    }
  }

  void CheckSet(const Message& message, const Reflection& reflection, const FieldPlan& field,
                const MessagePlan& plan, const Place& here) {
    switch (field.check) {
      case FieldPlan::Check::kString:
        return CheckString(reflection.GetStringReference(message, field.field, &scratch_), field,
                           here);
      case FieldPlan::Check::kEnum:
        return CheckEnum(reflection.GetEnumValue(message, field.field), field, here);
      case FieldPlan::Check::kPageSize:
        if (reflection.GetInt32(message, field.field) < 0) Add(here, "must not be negative");
        return;
      case FieldPlan::Check::kMessage:
        return CheckMessage(reflection.GetMessage(message, field.field), *field.child, here,
                            plan.is_update ? Role::kUpdatedResource : Role::kRequest);
      case FieldPlan::Check::kPresence:
        return;
    }
  }

  // Elements beyond the limit are not looked at.
  void CheckList(const Message& message, const Reflection& reflection, const FieldPlan& field,
                 const Place& place, Role role) {
    const int size = reflection.FieldSize(message, field.field);
    if (size == 0 && field.required && role == Role::kRequest) Add(place, "is required");
    if (size > field.max_items)
      return Add(place, absl::StrCat("has more than ", field.max_items, " elements"));
    for (int i = 0; i < size; ++i) {
      const Place here{place.outer, place.name, i};
      if (field.check == FieldPlan::Check::kString)
        CheckString(reflection.GetRepeatedStringReference(message, field.field, i, &scratch_),
                    field, here);
      else if (field.check == FieldPlan::Check::kEnum)
        CheckEnum(reflection.GetRepeatedEnumValue(message, field.field, i), field, here);
      else if (field.check == FieldPlan::Check::kMessage)
        CheckMessage(reflection.GetRepeatedMessage(message, field.field, i), *field.child, here,
                     Role::kRequest);
    }
  }

  void CheckSingleString(const std::string& text, const FieldPlan& field, const Place& here,
                         Role role) {
    if (!text.empty()) return CheckString(text, field, here);
    if (field.required && role == Role::kRequest) Add(here, "is required");
  }

  void CheckString(const std::string& text, const FieldPlan& field, const Place& here) {
    const int length = CodePoints(text);
    if (length < 0) return Add(here, "must be well-formed UTF-8 without NUL");
    if (field.max_len > 0 && length > field.max_len)
      return Add(here, absl::StrCat("is longer than ", field.max_len, " characters"));
    if (text.empty() && !field.field->is_repeated()) return;
    if (field.pattern != nullptr && !RE2::FullMatch(text, *field.pattern))
      Add(here, absl::StrCat("must match the pattern ", field.pattern->pattern()));
    if (!field.reference.empty() && !IdFromName(field.reference, text).ok())
      Add(here, absl::StrCat("must have the form '", NameForm(field.reference), "'"));
  }

  void CheckEnum(int number, const FieldPlan& field, const Place& here) {
    const EnumDescriptor* type = field.field->enum_type();
    const auto* value = type->FindValueByNumber(number);
    if (value == nullptr) return Add(here, absl::StrCat("must be one of ", EnumNames(*type)));
    if (field.required && absl::EndsWith(value->name(), "_UNSPECIFIED")) Add(here, "is required");
  }

  void CheckName(const Message& message, const MessagePlan& plan, const Place& place) {
    const Place here{&place, plan.name->name()};
    const std::string& name =
        message.GetReflection()->GetStringReference(message, plan.name, &scratch_);
    if (name.empty()) return Add(here, "is required");
    if (!plan.collection.empty() && !IdFromName(plan.collection, name).ok())
      Add(here, absl::StrCat("must have the form '", NameForm(plan.collection), "'"));
  }

  // Years 1 to 9999 and durations of 10,000 years, as the well-known types define them.
  void CheckTime(const Message& message, const MessagePlan& plan, const Place& place) {
    const Reflection* reflection = message.GetReflection();
    const int64_t seconds = reflection->GetInt64(message, plan.type->FindFieldByNumber(1));
    const int32_t nanos = reflection->GetInt32(message, plan.type->FindFieldByNumber(2));
    if (plan.kind == MessagePlan::Kind::kTimestamp) {
      if (seconds < -62135596800 || seconds > 253402300799 || nanos < 0 || nanos > 999999999)
        Add(place, "must lie in the years 1 to 9999");
    } else if (seconds < -315576000000 || seconds > 315576000000 || nanos < -999999999 ||
               nanos > 999999999 || (seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0)) {
      Add(place, "must be a duration of at most 10,000 years");
    }
  }

  void Add(const Place& place, absl::string_view text) { violations_.Add(place.Path(), text); }

  errors::Violations violations_;
  std::string scratch_;
};

void Clear(Message* message, Role role) {
  const MessagePlan& plan = PlanOf(message->GetDescriptor());
  const Reflection* reflection = message->GetReflection();
  for (const FieldDescriptor* field : plan.output_only)
    if (role != Role::kUpdatedResource || field != plan.name)
      reflection->ClearField(message, field);
  for (const FieldDescriptor* field : plan.messages) {
    if (field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i)
        Clear(reflection->MutableRepeatedMessage(message, field, i), Role::kRequest);
    } else if (reflection->HasField(*message, field)) {
      Clear(reflection->MutableMessage(message, field),
            plan.is_update ? Role::kUpdatedResource : Role::kRequest);
    }
  }
}

}  // namespace

absl::Status CheckRules(const Message& request) { return Checker().Run(request, Place{}); }

absl::Status CheckResource(const Message& resource, absl::string_view path) {
  return Checker().Run(resource, Place{nullptr, path});
}

void ClearOutputOnly(Message* request) { Clear(request, Role::kRequest); }

}  // namespace steward::resource
