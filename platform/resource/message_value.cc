#include "platform/resource/message_value.h"

#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace steward::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

template <class WellKnown>
bool Is(const FieldDescriptor* field) {
  return field->message_type() == WellKnown::descriptor();
}

// A time or a duration that may be of another pool than the compiled one.
template <class WellKnown>
WellKnown Read(const Message& message) {
  WellKnown value;
  value.ParseFromString(message.SerializeAsString());
  return value;
}

MessageValue TimeOrDuration(const Message& value) {
  if (value.GetDescriptor()->full_name() == "google.protobuf.Timestamp") {
    const auto time = Read<google::protobuf::Timestamp>(value);
    return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
  }
  const auto duration = Read<google::protobuf::Duration>(value);
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

absl::optional<Column::Type> TypeOf(const FieldDescriptor* field) {
  if (field->is_repeated())
    return field->type() == FieldDescriptor::TYPE_STRING
               ? absl::make_optional(Column::Type::kTextArray)
               : absl::nullopt;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return Column::Type::kInt;
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Column::Type::kDouble;
    case FieldDescriptor::CPPTYPE_BOOL:
      return Column::Type::kBool;
    case FieldDescriptor::CPPTYPE_ENUM:
      return Column::Type::kEnum;
    case FieldDescriptor::CPPTYPE_STRING:
      if (field->type() != FieldDescriptor::TYPE_STRING) return absl::nullopt;
      return Column::Type::kText;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (Is<google::protobuf::Timestamp>(field)) return Column::Type::kTimestamp;
      if (Is<google::protobuf::Duration>(field)) return Column::Type::kDuration;
  }
  return absl::nullopt;
}

}  // namespace

absl::optional<Column> ColumnOf(const FieldDescriptor* field) {
  const absl::optional<Column::Type> type = TypeOf(field);
  if (!type) return absl::nullopt;
  return Column{field->name().c_str(), "", *type, field->has_presence()};
}

absl::optional<MessageValue> ValueOf(const Message& message, const FieldDescriptor* field) {
  const auto& fields = *message.GetReflection();
  if (field->has_presence() && !fields.HasField(message, field)) return absl::nullopt;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return MessageValue(int64_t{fields.GetInt32(message, field)});
    case FieldDescriptor::CPPTYPE_INT64:
      return MessageValue(int64_t{fields.GetInt64(message, field)});
    case FieldDescriptor::CPPTYPE_UINT32:
      return MessageValue(int64_t{fields.GetUInt32(message, field)});
    case FieldDescriptor::CPPTYPE_UINT64:
      return MessageValue(static_cast<int64_t>(fields.GetUInt64(message, field)));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return MessageValue(double{fields.GetFloat(message, field)});
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return MessageValue(fields.GetDouble(message, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return MessageValue(fields.GetBool(message, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return MessageValue(int64_t{fields.GetEnumValue(message, field)});
    case FieldDescriptor::CPPTYPE_STRING:
      return MessageValue(fields.GetString(message, field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return TimeOrDuration(fields.GetMessage(message, field));
  }
  return absl::nullopt;
}

std::vector<std::string> TextsOf(const Message& message, const FieldDescriptor* field) {
  std::vector<std::string> texts;
  const auto& fields = *message.GetReflection();
  for (int i = 0; i < fields.FieldSize(message, field); ++i)
    texts.push_back(fields.GetRepeatedString(message, field, i));
  return texts;
}

}  // namespace steward::resource
