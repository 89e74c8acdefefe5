#include "tools/stewardctl/arguments.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "steward/options/v1/options.pb.h"
#include "tools/stewardctl/comments.h"
#include "tools/stewardctl/spelling.h"

namespace steward::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr int kDepthMax = 3;

const options::v1::FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(options::v1::field);
}

bool HasFieldsOfItsOwn(const FieldDescriptor& field) {
  return field.message_type() != nullptr && !field.is_repeated() &&
         field.message_type()->file()->package() != "google.protobuf";
}

std::string PlaceholderOf(const FieldDescriptor& field) {
  if (field.is_map()) return "JSON";
  if (field.message_type() != nullptr) {
    if (field.message_type()->name() == "Timestamp") return "TIME";
    if (field.message_type()->name() == "Duration") return "DURATION";
    return field.message_type()->name() == "FieldMask" ? "FIELDS" : "JSON";
  }
  if (field.enum_type() != nullptr) return ToKebab(field.enum_type()->name());
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) return "";
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) return "TEXT";
  return "NUMBER";
}

FlagSpec SpecOf(const FieldPath& path, absl::string_view name) {
  const FieldDescriptor& field = *path.back();
  FlagSpec spec;
  spec.name = std::string(name);
  spec.is_switch = field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL && !field.is_repeated();
  spec.placeholder = PlaceholderOf(field);
  spec.help = FirstSentence(CommentOf(field));
  if (field.enum_type() != nullptr) spec.values = ValuesOf(*field.enum_type());
  return spec;
}

class Collector {
 public:
  explicit Collector(const Command& command) : command_(command) {}

  std::vector<Argument> Collect() {
    if (command_.body != nullptr) AddFields(*command_.body->message_type(), {command_.body}, "", 0);
    AddFields(command_.request(), {}, "", 0);
    return std::move(arguments_);
  }

 private:
  void AddFields(const Descriptor& message, const FieldPath& above, absl::string_view prefix,
                 int depth) {
    for (int i = 0; i < message.field_count(); ++i) {
      FieldPath path = above;
      path.push_back(message.field(i));
      if (IsLeftOut(path)) continue;
      const std::string name = absl::StrCat(prefix, ToKebab(message.field(i)->name()));
      // What the body has wins over a field of the request with the same name.
      if (FindArgument(name, arguments_) == nullptr)
        arguments_.push_back({SpecOf(path, name), path});
      if (HasFieldsOfItsOwn(*path.back()) && depth < kDepthMax)
        AddFields(*path.back()->message_type(), path, absl::StrCat(name, "."), depth + 1);
    }
  }

  bool IsLeftOut(const FieldPath& path) const {
    const FieldDescriptor* field = path.back();
    const auto& rules = RulesOf(*field);
    if (rules.output_only() || (IsUpdate(command_) && rules.immutable())) return true;
    if (path.size() > 1) return false;
    const bool pages = command_.paged && field->name() == "page_token";
    return field == command_.body || pages;
  }

  const Command& command_;
  std::vector<Argument> arguments_;
};

}  // namespace

std::vector<Argument> ArgumentsOf(const Command& command) { return Collector(command).Collect(); }

std::vector<FlagSpec> FlagsBesides(const Command& command) {
  std::vector<FlagSpec> specs;
  const auto add = [&](absl::string_view name, char letter, absl::string_view placeholder,
                       absl::string_view help) {
    FlagSpec spec;
    spec.name = std::string(name);
    spec.letter = letter;
    spec.placeholder = std::string(placeholder);
    spec.help = std::string(help);
    specs.push_back(spec);
  };
  if (command.method->client_streaming)
    add("file", 'f', "FILE", "One JSON object a line, sent as one request; - is standard input");
  else if (!command.method->reads_only && !command.method->server_streaming)
    add("file", 'f', "FILE", "Fields from a JSON or YAML file; - is standard input");
  if (command.method->begins_operation)
    specs.push_back(MakeFlag("wait", "", "Waits for its end; not all done is status 1"));
  if (IsUpdate(command)) {
    add("set", 0, "FIELD=VALUE", "Sets a field; may be repeated");
    add("clear", 0, "FIELD", "Empties a field; may be repeated");
  }
  if (command.items != nullptr) add("limit", 0, "NUMBER", "Stops after that many; 0: all");
  return specs;
}

const Argument* FindArgument(absl::string_view name, const std::vector<Argument>& arguments) {
  const std::string kebab = ToKebab(name);
  for (const Argument& argument : arguments)
    if (argument.spec.name == kebab) return &argument;
  return nullptr;
}

bool IsUpload(const Command& command, const Words& words) {
  return command.method->client_streaming && words.Find("file").has_value();
}

bool IsUpdate(const Command& command) {
  return command.body != nullptr && command.RequestField("update_mask") != nullptr;
}

std::vector<std::string> ValuesOf(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> values;
  for (int i = 0; i < type.value_count(); ++i)
    if (type.value(i)->number() != 0) values.push_back(type.value(i)->name());
  return values;
}

}  // namespace steward::ctl
