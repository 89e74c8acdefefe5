#include "platform/json/testdata/random_message.h"

#include "google/protobuf/any.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "platform/json/testdata/all_types.pb.h"

namespace steward::json {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kMaxRandomDepth = 4;
constexpr int64_t kFirstSecond = -62135596800;
constexpr int64_t kSecondsOfAllYears = 315537897600;
constexpr int kFractions[] = {0, 500000000, 7000, 999999999, 1, 120000};

template <class Type>
Type* As(Message* message) {
  return dynamic_cast<Type*>(message);
}

}  // namespace

std::string RandomMessage::Text() {
  static const char* const kPieces[] = {"a",
                                        "word",
                                        " ",
                                        "\"",
                                        "\\",
                                        "\n",
                                        "\t",
                                        "\x01",
                                        "\x7f",
                                        "é",
                                        "\xf0\x9f\x98\x80",
                                        "/",
                                        "</a>",
                                        "{\"b\":1}",
                                        "日本",
                                        "0123456789abcdef",
                                        "\xe2\x80\xa8"};
  std::string text;
  for (int count = Below(8); count > 0; --count) text += kPieces[Below(std::size(kPieces))];
  return text;
}

int64_t RandomMessage::Integer() {
  static constexpr int64_t kEdges[] = {0,   1,         -1,        127,       128,
                                       300, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
  return Below(2) == 0 ? kEdges[Below(std::size(kEdges))] : static_cast<int64_t>(random_());
}

double RandomMessage::Number() {
  static constexpr double kEdges[] = {0,      1,     -1.5, 0.1, 1e20, 1e-7, 1.7976931348623157e308,
                                      5e-324, 3.4e38};
  return Below(2) == 0 ? kEdges[Below(std::size(kEdges))] : static_cast<double>(Below(100000)) / 7;
}

void RandomMessage::Fill(Message* message, int depth) {
  if (FillWellKnown(message, depth)) return;
  const auto* descriptor = message->GetDescriptor();
  const auto* reflection = message->GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (Below(3) != 0 || (depth >= kMaxRandomDepth && field->message_type() != nullptr)) continue;
    if (const auto* oneof = field->real_containing_oneof();
        oneof != nullptr && reflection->HasOneof(*message, oneof)) {
      continue;
    }
    // Entries of one map must differ, which one entry always does.
    const int count = field->is_map() ? 1 : field->is_repeated() ? Below(4) : 1;
    for (int j = 0; j < count; ++j) SetField(message, field, depth);
  }
}

bool RandomMessage::FillWellKnown(Message* message, int depth) {
  if (auto* time = As<google::protobuf::Timestamp>(message)) {
    time->set_seconds(kFirstSecond + static_cast<int64_t>(random_() % kSecondsOfAllYears));
    time->set_nanos(kFractions[Below(std::size(kFractions))]);
  } else if (auto* duration = As<google::protobuf::Duration>(message)) {
    const int sign = Below(2) == 0 ? 1 : -1;
    duration->set_seconds(sign * static_cast<int64_t>(Below(3) * random_() % 315576000));
    duration->set_nanos(sign * kFractions[Below(std::size(kFractions))]);
  } else if (auto* mask = As<google::protobuf::FieldMask>(message)) {
    mask->add_paths("title");
    if (Below(2) == 0) mask->add_paths("hold_reason.some_field");
  } else if (auto* any = As<google::protobuf::Any>(message)) {
    testdata::AllTypes::Inner inner;
    Fill(&inner, depth + 1);
    // When two of them merge, the type and the content of the second must win together.
    inner.set_text("never empty");
    google::protobuf::Timestamp timestamp;
    Fill(&timestamp, depth + 1);
    any->PackFrom(Below(2) == 0 ? static_cast<Message&>(inner) : static_cast<Message&>(timestamp));
  } else if (auto* value = As<google::protobuf::Value>(message)) {
    // Not every kind is left to chance: a Value must have one.
    value->set_string_value(Text());
    if (Below(4) == 0) value->set_number_value(Number());
    if (Below(4) == 0) value->set_bool_value(Below(2) == 0);
    if (Below(4) == 0) value->set_null_value(google::protobuf::NULL_VALUE);
    if (Below(4) == 0 && depth < kMaxRandomDepth) Fill(value->mutable_struct_value(), depth + 1);
    if (Below(4) == 0 && depth < kMaxRandomDepth) Fill(value->mutable_list_value(), depth + 1);
  } else if (auto* object = As<google::protobuf::Struct>(message)) {
    for (int count = Below(4); count > 0; --count)
      Fill(&(*object->mutable_fields())[Text()], depth + 1);
  } else {
    return false;
  }
  return true;
}

void RandomMessage::SetField(Message* message, const FieldDescriptor* field, int depth) {
  if (field->message_type() == nullptr) return SetScalar(message, field);
  const auto* reflection = message->GetReflection();
  Message* inner = field->is_repeated() ? reflection->AddMessage(message, field)
                                        : reflection->MutableMessage(message, field);
  if (field->is_map()) {
    for (int i = 0; i < 2; ++i) SetField(inner, field->message_type()->field(i), depth + 1);
  } else {
    Fill(inner, depth + 1);
  }
}

void RandomMessage::SetScalar(Message* message, const FieldDescriptor* field) {
  const auto* reflection = message->GetReflection();
#define STEWARD_SET(Kind, value)                                             \
  return field->is_repeated() ? reflection->Add##Kind(message, field, value) \
                              : reflection->Set##Kind(message, field, value)
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      STEWARD_SET(Int32, static_cast<int32_t>(Integer()));
    case FieldDescriptor::CPPTYPE_INT64:
      STEWARD_SET(Int64, Integer());
    case FieldDescriptor::CPPTYPE_UINT32:
      STEWARD_SET(UInt32, static_cast<uint32_t>(Integer()));
    case FieldDescriptor::CPPTYPE_UINT64:
      STEWARD_SET(UInt64, static_cast<uint64_t>(Integer()));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      STEWARD_SET(Double, Number());
    case FieldDescriptor::CPPTYPE_FLOAT:
      STEWARD_SET(Float, static_cast<float>(Below(1000000)) / 7);
    case FieldDescriptor::CPPTYPE_BOOL:
      STEWARD_SET(Bool, Below(2) == 0);
    case FieldDescriptor::CPPTYPE_ENUM:
      STEWARD_SET(Enum, field->enum_type()->value(Below(field->enum_type()->value_count())));
    default:
      STEWARD_SET(String, Text());
  }
#undef STEWARD_SET
}

}  // namespace steward::json
