#include "platform/resource/changes.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/field_mask_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "platform/crypto/base64.h"
#include "steward/options/v1/options.pb.h"

namespace steward::resource {
namespace {

using google::protobuf::Duration;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;
using google::protobuf::Value;
using google::protobuf::util::FieldMaskUtil;
using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;

bool IsSecret(const FieldDescriptor* field) {
  return field->options().GetExtension(options::v1::field).secret();
}

Value Text(std::string text) {
  Value value;
  value.set_string_value(std::move(text));
  return value;
}

Value Number(double number) {
  if (std::isnan(number)) return Text("NaN");
  if (std::isinf(number)) return Text(number > 0 ? "Infinity" : "-Infinity");
  Value value;
  value.set_number_value(number);
  return value;
}

Value Bool(bool flag) {
  Value value;
  value.set_bool_value(flag);
  return value;
}

Value EnumName(const FieldDescriptor* field, int number) {
  const auto* value = field->enum_type()->FindValueByNumber(number);
  return value != nullptr ? Text(value->name()) : Number(number);
}

Value StringOrBytes(const FieldDescriptor* field, const std::string& content) {
  return Text(field->type() == FieldDescriptor::TYPE_BYTES ? crypto::EncodeBase64(content)
                                                           : content);
}

template <class T>
T As(const Message& message) {
  T typed;
  typed.ParseFromString(message.SerializeAsString());
  return typed;
}

Value FieldValue(const Message& message, const FieldDescriptor* field);

Value MessageValue(const Message& message) {
  const std::string& type = message.GetDescriptor()->full_name();
  if (type == "google.protobuf.Timestamp") return Text(TimeUtil::ToString(As<Timestamp>(message)));
  if (type == "google.protobuf.Duration") return Text(TimeUtil::ToString(As<Duration>(message)));
  if (type == "google.protobuf.FieldMask")
    return Text(FieldMaskUtil::ToString(As<FieldMask>(message)));
  if (type == "google.protobuf.Value") return As<Value>(message);
  Value value;
  if (type == "google.protobuf.Struct") {
    *value.mutable_struct_value() = As<google::protobuf::Struct>(message);
    return value;
  }
  auto& members = *value.mutable_struct_value()->mutable_fields();
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields)
    if (!IsSecret(field)) members[field->json_name()] = FieldValue(message, field);
  return value;
}

Value SingleValue(const Message& message, const FieldDescriptor* field) {
  const Reflection& reflection = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return Number(reflection.GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return Number(reflection.GetUInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return Text(absl::StrCat(reflection.GetInt64(message, field)));
    case FieldDescriptor::CPPTYPE_UINT64:
      return Text(absl::StrCat(reflection.GetUInt64(message, field)));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Number(reflection.GetDouble(message, field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return Number(reflection.GetFloat(message, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Bool(reflection.GetBool(message, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumName(field, reflection.GetEnumValue(message, field));
    case FieldDescriptor::CPPTYPE_STRING:
      return StringOrBytes(field, reflection.GetString(message, field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageValue(reflection.GetMessage(message, field));
  }
  return Value();
}

Value ElementValue(const Message& message, const FieldDescriptor* field, int i) {
  const Reflection& reflection = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return Number(reflection.GetRepeatedInt32(message, field, i));
    case FieldDescriptor::CPPTYPE_UINT32:
      return Number(reflection.GetRepeatedUInt32(message, field, i));
    case FieldDescriptor::CPPTYPE_INT64:
      return Text(absl::StrCat(reflection.GetRepeatedInt64(message, field, i)));
    case FieldDescriptor::CPPTYPE_UINT64:
      return Text(absl::StrCat(reflection.GetRepeatedUInt64(message, field, i)));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Number(reflection.GetRepeatedDouble(message, field, i));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return Number(reflection.GetRepeatedFloat(message, field, i));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Bool(reflection.GetRepeatedBool(message, field, i));
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumName(field, reflection.GetRepeatedEnumValue(message, field, i));
    case FieldDescriptor::CPPTYPE_STRING:
      return StringOrBytes(field, reflection.GetRepeatedString(message, field, i));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageValue(reflection.GetRepeatedMessage(message, field, i));
  }
  return Value();
}

// A map is a list of entries with the fields key and value.
Value MapValue(const Message& message, const FieldDescriptor* field) {
  Value value;
  auto& members = *value.mutable_struct_value()->mutable_fields();
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
    const Message& entry = reflection.GetRepeatedMessage(message, field, i);
    const Value key = SingleValue(entry, entry.GetDescriptor()->map_key());
    std::string name = key.has_string_value() ? key.string_value()
                       : key.has_bool_value() ? (key.bool_value() ? "true" : "false")
                                              : absl::StrCat(key.number_value());
    members[std::move(name)] = SingleValue(entry, entry.GetDescriptor()->map_value());
  }
  return value;
}

Value FieldValue(const Message& message, const FieldDescriptor* field) {
  if (field->is_map()) return MapValue(message, field);
  if (!field->is_repeated()) return SingleValue(message, field);
  Value value;
  auto* list = value.mutable_list_value();
  for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i)
    *list->add_values() = ElementValue(message, field, i);
  return value;
}

bool IsSet(const Message& message, const FieldDescriptor* field) {
  const Reflection& reflection = *message.GetReflection();
  return field->is_repeated() ? reflection.FieldSize(message, field) > 0
                              : reflection.HasField(message, field);
}

// Most texts do not change, and some are long.
bool IsSameText(const Message& before, const Message& after, const FieldDescriptor* field) {
  if (field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return false;
  std::string scratch_before, scratch_after;
  return before.GetReflection()->GetStringReference(before, field, &scratch_before) ==
         after.GetReflection()->GetStringReference(after, field, &scratch_after);
}

}  // namespace

void DiffFields(const Message& before, const Message& after,
                google::protobuf::RepeatedPtrField<event::v1::FieldChange>* out) {
  for (int i = 0; i < before.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = before.GetDescriptor()->field(i);
    if (field->name() == "etag" || field->name() == "update_time" || IsSecret(field)) continue;
    const bool was_set = IsSet(before, field);
    const bool is_set = IsSet(after, field);
    if (!was_set && !is_set) continue;
    if (was_set && is_set && IsSameText(before, after, field)) continue;
    event::v1::FieldChange change;
    change.set_path(field->name());
    if (was_set) *change.mutable_before() = FieldValue(before, field);
    if (is_set) *change.mutable_after() = FieldValue(after, field);
    const bool same =
        was_set && is_set && MessageDifferencer::Equals(change.before(), change.after());
    if (!same) *out->Add() = std::move(change);
  }
}

}  // namespace steward::resource
