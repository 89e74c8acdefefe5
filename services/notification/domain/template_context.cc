#include "services/notification/domain/template_context.h"

#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"
#include "platform/resource/number_text.h"
#include "platform/time/timestamp.h"
#include "platform/webhook/event_type.h"

namespace steward::notification {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Struct;
using google::protobuf::Value;

constexpr char kTimeFormat[] = "%Y-%m-%d %H:%M %Z";
// Deeper ones are left out.
constexpr int kDepthMax = 16;

std::string TimeText(absl::Time time, const absl::TimeZone& zone) {
  return absl::FormatTime(kTimeFormat, time, zone);
}

// What sections ask for, as Mustache compares nothing: {{#stateIs.OPEN}}.
void SetChoice(const std::string& name, const std::string& value, TemplateData* data) {
  TemplateData choice(TemplateData::type::object);
  choice.set(value, TemplateData::type::bool_true);
  data->set(name + "Is", choice);
}

// As values of enums are called.
bool IsValueOfEnum(const std::string& text) {
  return !text.empty() && absl::ascii_isupper(text[0]) && absl::c_all_of(text, [](char c) {
    return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '_';
  });
}

TemplateData OfValue(const Value& value, int depth);
TemplateData OfMessage(const Message& message, int depth);

TemplateData OfStruct(const Struct& fields, int depth) {
  TemplateData data(TemplateData::type::object);
  for (const auto& [name, value] : fields.fields()) {
    if (depth < kDepthMax) data.set(name, OfValue(value, depth + 1));
    if (IsValueOfEnum(value.string_value())) SetChoice(name, value.string_value(), &data);
  }
  return data;
}

TemplateData OfValue(const Value& value, int depth) {
  switch (value.kind_case()) {
    case Value::kStringValue:
      return value.string_value();
    case Value::kNumberValue:
      return resource::NumberText(value.number_value());
    case Value::kBoolValue:
      return value.bool_value() ? TemplateData::type::bool_true : TemplateData::type::bool_false;
    case Value::kStructValue:
      return OfStruct(value.struct_value(), depth);
    case Value::kListValue:
      break;
    default:
      return TemplateData::type::bool_false;
  }
  TemplateData list(TemplateData::type::list);
  for (const Value& element : value.list_value().values())
    if (depth < kDepthMax) list.push_back(OfValue(element, depth + 1));
  return list;
}

// Null of a field that is no enum.
const google::protobuf::EnumValueDescriptor* EnumValueOf(const Message& message,
                                                         const FieldDescriptor* field) {
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_ENUM) return nullptr;
  return message.GetReflection()->GetEnum(message, field);
}

// One value of a field, the element `index` of a list.
TemplateData OfField(const Message& message, const FieldDescriptor* field, int index, int depth) {
  const auto& all = *message.GetReflection();
  const bool listed = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return listed ? all.GetRepeatedString(message, field, index) : all.GetString(message, field);
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value =
          listed ? all.GetRepeatedEnum(message, field, index) : all.GetEnum(message, field);
      return value->name();
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return (listed ? all.GetRepeatedBool(message, field, index) : all.GetBool(message, field))
                 ? TemplateData::type::bool_true
                 : TemplateData::type::bool_false;
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(listed ? all.GetRepeatedInt32(message, field, index)
                                 : all.GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(listed ? all.GetRepeatedInt64(message, field, index)
                                 : all.GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(listed ? all.GetRepeatedUInt32(message, field, index)
                                 : all.GetUInt32(message, field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(listed ? all.GetRepeatedUInt64(message, field, index)
                                 : all.GetUInt64(message, field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return absl::StrCat(listed ? all.GetRepeatedFloat(message, field, index)
                                 : all.GetFloat(message, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return resource::NumberText(listed ? all.GetRepeatedDouble(message, field, index)
                                         : all.GetDouble(message, field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return OfMessage(
      listed ? all.GetRepeatedMessage(message, field, index) : all.GetMessage(message, field),
      depth + 1);
}

TemplateData OfMessage(const Message& message, int depth) {
  if (const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&message))
    return TimeText(FromProto(*time), absl::UTCTimeZone());
  if (const auto* fields = dynamic_cast<const Struct*>(&message)) return OfStruct(*fields, depth);
  if (const auto* value = dynamic_cast<const Value*>(&message)) return OfValue(*value, depth);
  TemplateData data(TemplateData::type::object);
  if (depth >= kDepthMax) return data;
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    if (!field->is_repeated()) {
      data.set(field->json_name(), OfField(message, field, 0, depth));
      if (const auto* value = EnumValueOf(message, field))
        SetChoice(field->json_name(), value->name(), &data);
      continue;
    }
    TemplateData list(TemplateData::type::list);
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i)
      list.push_back(OfField(message, field, i, depth));
    data.set(field->json_name(), list);
  }
  return data;
}

TemplateData DataOf(const Named& person) {
  TemplateData data;
  data.set("name", person.name);
  data.set("displayName", person.display_name.empty() ? person.name : person.display_name);
  return data;
}

TemplateData PersonOrFalse(const Named& person) {
  return person.name.empty() ? TemplateData(TemplateData::type::bool_false) : DataOf(person);
}

TemplateData LinkOrFalse(const std::string& link) {
  return link.empty() ? TemplateData(TemplateData::type::bool_false) : TemplateData(link);
}

}  // namespace

TemplateData DataOf(const Message& resource) { return OfMessage(resource, 0); }
TemplateData DataOf(const Struct& example) { return OfStruct(example, 0); }

TemplateData DataOf(const event::v1::Event& event, const absl::TimeZone& zone) {
  TemplateData data;
  data.set("id", event.id());
  data.set("type", event.type());
  data.set("verb", webhook::VerbOf(event.type()));
  data.set("time", TimeText(FromProto(event.time()), zone));
  data.set("record", RecordOf(event.resource_name()));
  return data;
}

TemplateData ContextOf(TemplateData event, TemplateData resource, const Named& actor,
                       const Named& recipient, const Links& links, const Named& on_behalf_of) {
  TemplateData data;
  data.set("event", std::move(event));
  data.set("resource", std::move(resource));
  data.set("actor", DataOf(actor));
  data.set("recipient", DataOf(recipient));
  data.set("onBehalfOf", PersonOrFalse(on_behalf_of));
  data.set("link", LinkOrFalse(links.record));
  data.set("decisionLink", LinkOrFalse(links.decision));
  return data;
}

TemplateData SampleContext() {
  event::v1::Event event;
  event.set_id("0199c0de-7a11-7f00-8000-000000000001");
  event.set_type("dev.steward.ticket.assigned.v1");
  event.set_resource_name("tickets/INC-1");
  TemplateData resource;
  resource.set("name", event.resource_name());
  return ContextOf(
      DataOf(event, absl::UTCTimeZone()), std::move(resource), {"users/alice", "Alice"},
      {"users/bob", "Bob"},
      {"https://steward.example.com/tickets/INC-1", "https://steward.example.com/decide#token"},
      {"users/carol", "Carol"});
}

std::string RecordOf(absl::string_view resource_name) {
  const size_t id = resource_name.find('/');
  if (id == absl::string_view::npos) return std::string(resource_name);
  return std::string(resource_name.substr(0, resource_name.find('/', id + 1)));
}

}  // namespace steward::notification
