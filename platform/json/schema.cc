#include "platform/json/schema.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/wire_format_lite.h"
#include "steward/options/v1/options.pb.h"

namespace steward::json {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

constexpr int kDenseEnumNumbers = 256;
constexpr absl::string_view kFieldPath = "steward.event.v1.FieldChange.path";

WellKnown WellKnownOf(const Descriptor* descriptor) {
  switch (descriptor->well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      return WellKnown::kTimestamp;
    case Descriptor::WELLKNOWNTYPE_DURATION:
      return WellKnown::kDuration;
    case Descriptor::WELLKNOWNTYPE_FIELDMASK:
      return WellKnown::kFieldMask;
    case Descriptor::WELLKNOWNTYPE_STRUCT:
      return WellKnown::kStruct;
    case Descriptor::WELLKNOWNTYPE_VALUE:
      return WellKnown::kValue;
    case Descriptor::WELLKNOWNTYPE_LISTVALUE:
      return WellKnown::kListValue;
    case Descriptor::WELLKNOWNTYPE_ANY:
      return WellKnown::kAny;
    case Descriptor::WELLKNOWNTYPE_UNSPECIFIED:
      return WellKnown::kNone;
    default:
      return WellKnown::kWrapper;
  }
}

std::string ExpectedOf(const EnumDescriptor* descriptor) {
  std::string names;
  for (int i = 0; i < descriptor->value_count(); ++i) {
    const std::string& name = descriptor->value(i)->name();
    if (descriptor->value(i)->number() == 0 && absl::EndsWith(name, "_UNSPECIFIED")) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ", name);
  }
  return absl::StrCat("Expected one of ", names, ".");
}

WireType WireTypeOf(const FieldDescriptor* field) {
  using google::protobuf::internal::WireFormatLite;
  return static_cast<WireType>(
      WireFormatLite::WireTypeForFieldType(static_cast<WireFormatLite::FieldType>(field->type())));
}

}  // namespace

const FieldTable* MessageTable::FindByName(absl::string_view name) const {
  auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

const FieldTable* MessageTable::FindByNumber(int number) const {
  // Most messages number their fields 1, 2, 3 …
  if (number > 0 && static_cast<size_t>(number) <= fields.size() &&
      fields[number - 1].number == number) {
    return &fields[number - 1];
  }
  auto found = std::lower_bound(fields.begin(), fields.end(), number,
                                [](const FieldTable& f, int n) { return f.number < n; });
  return found == fields.end() || found->number != number ? nullptr : &*found;
}

Schema& Schema::Generated() {
  static Schema* schema = new Schema(google::protobuf::DescriptorPool::generated_pool());
  return *schema;
}

const MessageTable* Schema::Get(const Descriptor* descriptor) {
  {
    std::shared_lock lock(mutex_);
    auto found = messages_.find(descriptor);
    if (found != messages_.end()) return found->second.get();
  }
  std::lock_guard lock(mutex_);
  return Compile(descriptor);
}

const MessageTable* Schema::Find(absl::string_view full_name) {
  const Descriptor* descriptor = pool_->FindMessageTypeByName(std::string(full_name));
  return descriptor == nullptr ? nullptr : Get(descriptor);
}

const MessageTable* Schema::Compile(const Descriptor* descriptor) {
  auto [found, is_new] = messages_.try_emplace(descriptor);
  if (!is_new) return found->second.get();
  found->second = std::make_unique<MessageTable>();
  // Compiling the fields moves the map's slots, not the tables.
  MessageTable& table = *found->second;
  table.full_name = descriptor->full_name();
  table.well_known = WellKnownOf(descriptor);
  table.oneof_count = descriptor->real_oneof_decl_count();
  table.schema = this;
  for (int i = 0; i < descriptor->field_count(); ++i) {
    // Groups have no JSON form; they are passed over like unknown fields.
    if (descriptor->field(i)->type() == FieldDescriptor::TYPE_GROUP) continue;
    table.fields.push_back(CompileField(descriptor->field(i)));
  }
  std::sort(table.fields.begin(), table.fields.end(),
            [](const FieldTable& a, const FieldTable& b) { return a.number < b.number; });
  for (FieldTable& field : table.fields) {
    field.index = static_cast<int>(&field - table.fields.data());
    table.by_name.try_emplace(field.json_name, &field);
    if (field.repeated && !field.map) table.lists.push_back(&field);
  }
  for (const FieldTable& field : table.fields) table.by_name.try_emplace(field.name, &field);
  return &table;
}

FieldTable Schema::CompileField(const FieldDescriptor* field) {
  FieldTable table;
  table.name = field->name();
  table.json_name = field->json_name();
  table.json_key = absl::StrCat("\"", field->json_name(), "\":");
  table.number = field->number();
  table.type = field->type();
  table.wire_type = WireTypeOf(field);
  table.tag = MakeTag(table.number, table.wire_type);
  table.repeated = field->is_repeated();
  table.map = field->is_map();
  table.packed = field->is_packed();
  table.has_presence = field->has_presence();
  table.output_only = field->options().GetExtension(options::v1::field).output_only();
  table.field_path = field->full_name() == kFieldPath;
  if (field->real_containing_oneof() != nullptr)
    table.oneof = field->real_containing_oneof()->index();
  if (field->message_type() != nullptr) table.message = Compile(field->message_type());
  if (field->enum_type() != nullptr) table.enumeration = Compile(field->enum_type());
  return table;
}

const EnumTable* Schema::Compile(const EnumDescriptor* descriptor) {
  auto [found, is_new] = enums_.try_emplace(descriptor);
  if (!is_new) return found->second.get();
  found->second = std::make_unique<EnumTable>();
  EnumTable& table = *found->second;
  table.null_value = descriptor->full_name() == "google.protobuf.NullValue";
  table.expected = ExpectedOf(descriptor);
  for (int i = 0; i < descriptor->value_count(); ++i) {
    const auto* value = descriptor->value(i);
    const int number = value->number();
    const std::string quoted = absl::StrCat("\"", value->name(), "\"");
    table.numbers.emplace(value->name(), number);
    if (!table.quoted_names.emplace(number, quoted).second) continue;
    if (number < 0 || number >= kDenseEnumNumbers) continue;
    if (table.dense_names.size() <= static_cast<size_t>(number))
      table.dense_names.resize(number + 1);
    table.dense_names[number] = quoted;
  }
  return &table;
}

}  // namespace steward::json
