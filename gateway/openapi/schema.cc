#include "gateway/openapi/schema.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "gateway/openapi/comments.h"
#include "gateway/openapi/well_known.h"
#include "steward/options/v1/options.pb.h"

namespace steward::gateway::openapi {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;

// Elements of a list that a client may send when the contract does not say.
constexpr int kMaxItemsDefault = 100;

const options::v1::FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(options::v1::field);
}

Json Reference(const std::string& name) {
  return Json::Object({{"$ref", absl::StrCat("#/components/schemas/", name)}});
}

std::string OneofSentence(const Descriptor& message) {
  std::string text;
  for (int i = 0; i < message.real_oneof_decl_count(); ++i) {
    std::vector<std::string> members;
    for (int j = 0; j < message.oneof_decl(i)->field_count(); ++j)
      members.push_back(absl::StrCat("`", message.oneof_decl(i)->field(j)->json_name(), "`"));
    absl::StrAppend(&text, "\n\nAt most one of ", absl::StrJoin(members, ", "), " is set.");
  }
  return text;
}

// What names of a collection look like (platform/resource/name.h).
std::string NamePattern(absl::string_view collection) {
  constexpr absl::string_view kPart = "[A-Za-z0-9._@-]+";
  return absl::StrCat("^", absl::StrReplaceAll(collection, {{"*", kPart}}), "/", kPart, "$");
}

Json OrNull(Json schema) {
  return Json::Object(
      {{"anyOf", Json::Array({std::move(schema), Json::Object({{"type", "null"}})})}});
}

void Describe(const std::string& text, Json* schema) {
  if (!text.empty()) schema->Set("description", text);
}

}  // namespace

std::string WholeMatch(absl::string_view pattern) {
  return absl::StrContains(pattern, "|") ? absl::StrCat("^(?:", pattern, ")$")
                                         : absl::StrCat("^", pattern, "$");
}

std::vector<const EnumValueDescriptor*> ShownValues(const EnumDescriptor& enumeration) {
  std::vector<const EnumValueDescriptor*> values;
  for (int i = 0; i < enumeration.value_count(); ++i) {
    const EnumValueDescriptor* value = enumeration.value(i);
    if (value->number() != 0 || !absl::EndsWith(value->name(), "_UNSPECIFIED"))
      values.push_back(value);
  }
  return values;
}

Json EnumSchema(const EnumDescriptor& enumeration) {
  Json names = Json::Array();
  std::string text = CommentOf(enumeration);
  absl::string_view gap = text.empty() ? "" : "\n\n";
  for (const EnumValueDescriptor* value : ShownValues(enumeration)) {
    names.Add(value->name());
    // What stands behind the first paragraph would break the list.
    const std::string whole = CommentOf(*value);
    const std::string comment = whole.substr(0, whole.find("\n\n"));
    if (comment.empty()) continue;
    absl::StrAppend(&text, gap, "- `", value->name(), "`: ", comment);
    gap = "\n";
  }
  Json schema = Json::Object({{"type", "string"}});
  Describe(text, &schema);
  return schema.Set("enum", std::move(names));
}

Json Schemas::Add(std::string name, Json schema) {
  name = names_.Take(std::move(name));
  components_[name] = std::move(schema);
  return Reference(name);
}

Json Schemas::Enum(const EnumDescriptor& enumeration) {
  if (enumeration.full_name() == "google.protobuf.NullValue")
    return Json::Object({{"type", "null"}});
  const std::string& name = names_.Of(enumeration);
  if (components_.count(name) == 0) components_[name] = EnumSchema(enumeration);
  return Reference(name);
}

bool Schemas::DiffersInUpdates(const Descriptor& message) {
  std::set<const Descriptor*> seen;
  std::vector<const Descriptor*> waiting = {&message};
  while (!waiting.empty()) {
    const Descriptor* next = waiting.back();
    waiting.pop_back();
    if (HasOwnForm(*next) || !seen.insert(next).second) continue;
    for (int i = 0; i < next->field_count(); ++i) {
      if (RulesOf(*next->field(i)).required()) return true;
      if (next->field(i)->message_type() != nullptr)
        waiting.push_back(next->field(i)->message_type());
    }
  }
  return false;
}

Json Schemas::Message(const Descriptor& message, Use use) {
  if (HasOwnForm(message)) return WellKnownSchema(message);
  std::string name = names_.Of(message);
  if (use == Use::kUpdate && DiffersInUpdates(message)) {
    std::string& update = updates_[message.full_name()];
    if (update.empty()) update = names_.Take(absl::StrCat(name, "Update"));
    name = update;
  }
  // Taken before it is built, so that recursive messages end.
  if (components_.emplace(name, Json()).second) components_[name] = Object(message, {}, use);
  return Reference(name);
}

Json Schemas::Object(const Descriptor& message, const std::set<const FieldDescriptor*>& left_out,
                     Use use) {
  Json schema = Json::Object({{"type", "object"}});
  Describe(absl::StrCat(CommentOf(message), OneofSentence(message)), &schema);
  Json properties;
  Json required = Json::Array();
  // Answers have all their lists.
  const bool answers = reach_.sent.count(&message) == 0;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (left_out.count(&field) != 0) continue;
    properties.Set(field.json_name(), use == Use::kMergePatch ? OrNull(Field(field, Use::kUpdate))
                                                              : Field(field, use));
    const bool always =
        RulesOf(field).required() || (answers && field.is_repeated() && !field.is_map());
    if (use == Use::kWhole && always) required.Add(field.json_name());
  }
  if (!required.empty()) schema.Set("required", std::move(required));
  return schema.Set("properties", std::move(properties));
}

Json Schemas::Field(const FieldDescriptor& field, Use use) {
  const auto& rules = RulesOf(field);
  Json schema;
  if (field.is_repeated()) {
    const bool sent = reach_.sent.count(field.containing_type()) != 0 && !rules.output_only();
    const int most = rules.max_items() > 0 ? rules.max_items() : sent ? kMaxItemsDefault : 0;
    schema = field.is_map()
                 ? Json::Object({{"type", "object"},
                                 {"additionalProperties",
                                  One(*field.message_type()->FindFieldByNumber(2), use)}})
                 : Json::Object({{"type", "array"}, {"items", One(field, use)}});
    if (rules.required()) schema.Set(field.is_map() ? "minProperties" : "minItems", 1);
    if (most > 0) schema.Set(field.is_map() ? "maxProperties" : "maxItems", most);
  } else {
    schema = One(field, use);
  }
  std::string text = CommentOf(field);
  if (rules.immutable()) absl::StrAppend(&text, " Cannot be changed once it is set.");
  Describe(text, &schema);
  if (field.options().deprecated()) schema.Set("deprecated", true);
  if (rules.output_only()) schema.Set("readOnly", true);
  if (rules.secret() && !rules.output_only()) schema.Set("writeOnly", true);
  return schema;
}

Json Schemas::One(const FieldDescriptor& field, Use use) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_MESSAGE:
    case FieldDescriptor::TYPE_GROUP:
      return Message(*field.message_type(), use);
    case FieldDescriptor::TYPE_ENUM:
      return Enum(*field.enum_type());
    case FieldDescriptor::TYPE_STRING:
      return Text(field);
    default:
      Json schema = ScalarSchema(field.type());
      if (field.name() == "page_size") schema.Set("minimum", 0);
      return schema;
  }
}

Json Schemas::Text(const FieldDescriptor& field) {
  const auto& rules = RulesOf(field);
  Json schema = ScalarSchema(field.type());
  if (rules.secret()) schema.Set("format", "password");
  if (rules.required() && !field.is_repeated()) schema.Set("minLength", 1);
  if (rules.max_len() > 0) schema.Set("maxLength", rules.max_len());
  if (!rules.pattern().empty())
    schema.Set("pattern", WholeMatch(rules.pattern()));
  else if (!rules.reference().empty())
    schema.Set("pattern", NamePattern(rules.reference()));
  Json examples = Json::Array();
  for (const std::string& value : SuchAs(CommentOf(field))) examples.Add(value);
  if (!examples.empty()) schema.Set("examples", std::move(examples));
  return schema;
}

}  // namespace steward::gateway::openapi
