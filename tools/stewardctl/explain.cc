#include "tools/stewardctl/explain.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "platform/status/macros.h"
#include "steward/error/v1/reason.pb.h"
#include "steward/options/v1/options.pb.h"
#include "tools/stewardctl/comments.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/spelling.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr size_t kWidth = 96;

std::string TypeOf(const FieldDescriptor& field) {
  if (field.is_map()) return "map";
  std::string type = field.type_name();
  if (field.message_type() != nullptr) type = field.message_type()->name();
  if (field.enum_type() != nullptr) type = field.enum_type()->name();
  return field.is_repeated() ? absl::StrCat("list of ", type) : type;
}

// "required, at most 255 characters".
std::string RulesOf(const FieldDescriptor& field) {
  const auto& rules = field.options().GetExtension(options::v1::field);
  std::vector<std::string> texts;
  if (rules.required()) texts.push_back("required");
  if (rules.output_only()) texts.push_back("set by the server");
  if (rules.immutable()) texts.push_back("never changes");
  if (rules.secret()) texts.push_back("secret");
  if (rules.max_len() > 0)
    texts.push_back(absl::StrCat("at most ", rules.max_len(), " characters"));
  if (rules.max_items() > 0) texts.push_back(absl::StrCat("at most ", rules.max_items(), " items"));
  if (!rules.pattern().empty()) texts.push_back(absl::StrCat("matches ", rules.pattern()));
  if (!rules.reference().empty()) texts.push_back(absl::StrCat("names one of ", rules.reference()));
  if (!rules.write_permission().empty())
    texts.push_back(absl::StrCat("written with ", rules.write_permission()));
  if (!rules.read_permission().empty())
    texts.push_back(absl::StrCat("read with ", rules.read_permission()));
  return absl::StrJoin(texts, ", ");
}

std::string FieldText(const FieldDescriptor& field, absl::string_view margin) {
  std::string text = absl::StrCat(margin, field.json_name(), " <", TypeOf(field), ">");
  const std::string rules = RulesOf(field);
  absl::StrAppend(&text, rules.empty() ? "" : "  ", rules, "\n");
  absl::StrAppend(&text, Wrapped(CommentOf(field), absl::StrCat(margin, "  "), kWidth));
  return text;
}

std::string EnumText(const google::protobuf::EnumDescriptor& type) {
  std::string text;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    absl::StrAppend(&text, "  ", type.value(i)->name(), "\n");
    const std::string comment = CommentOf(*type.value(i));
    if (!comment.empty()) absl::StrAppend(&text, Wrapped(comment, "    ", kWidth));
  }
  return text;
}

std::string MessageText(const Descriptor& message) {
  std::string text = absl::StrCat(message.full_name(), "\n\n",
                                  Wrapped(CommentOf(message), "", kWidth), "\nFields:\n\n");
  for (int i = 0; i < message.field_count(); ++i)
    absl::StrAppend(&text, FieldText(*message.field(i), "  "));
  return text;
}

const FieldDescriptor* FieldOf(const Descriptor& message, absl::string_view name) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor* field = message.field(i);
    if (field->json_name() == name || field->name() == name || ToKebab(field->name()) == name)
      return field;
  }
  return nullptr;
}

std::vector<std::string> FieldNames(const Descriptor& message) {
  std::vector<std::string> names;
  for (int i = 0; i < message.field_count(); ++i) names.push_back(message.field(i)->json_name());
  return names;
}

// The text of a field, or of a field within it.
absl::StatusOr<std::string> ExplainPath(const Descriptor& message,
                                        const std::vector<std::string>& path) {
  const Descriptor* at = &message;
  const FieldDescriptor* field = nullptr;
  for (const std::string& name : path) {
    if (at == nullptr) return WrongUsage(absl::StrCat(field->json_name(), " has no fields."));
    field = FieldOf(*at, name);
    if (field == nullptr)
      return WrongUsage(absl::StrCat(at->name(), " has no field of this name",
                                     DidYouMean(name, FieldNames(*at))));
    at = field->message_type();
  }
  std::string text = FieldText(*field, "");
  if (field->enum_type() != nullptr) absl::StrAppend(&text, "\n", EnumText(*field->enum_type()));
  if (at != nullptr && at->file()->package() != "google.protobuf")
    absl::StrAppend(&text, "\n", MessageText(*at));
  return text;
}

std::string ReasonText(const Contract& contract, const std::string& reason) {
  const auto* type = contract.api().pool().FindEnumTypeByName(
      std::string(error::v1::Reason_descriptor()->full_name()));
  const auto* value = type == nullptr ? nullptr : type->FindValueByName(reason);
  if (value == nullptr) return "";
  return absl::StrCat(reason, "\n\n", Wrapped(CommentOf(*value), "", kWidth));
}

}  // namespace

absl::StatusOr<std::string> Explain(const Contract& contract, const Catalog& catalog,
                                    const std::string& what) {
  if (std::string text = ReasonText(contract, what); !text.empty()) return text;
  if (const Descriptor* message = contract.FindMessage(what)) return MessageText(*message);
  std::vector<std::string> path = absl::StrSplit(what, '.');
  const std::string noun = catalog.NounOf(path.front());
  const Descriptor* resource = catalog.ResourceOf(noun);
  if (resource == nullptr)
    return WrongUsage(
        absl::StrCat("The contract does not know this", DidYouMean(path.front(), catalog.Nouns())));
  path.erase(path.begin());
  if (path.empty()) return MessageText(*resource);
  return ExplainPath(*resource, path);
}

BuiltIn ExplainCommand() {
  const auto run = [](const Invocation& invocation) -> absl::Status {
    if (invocation.words.plain().size() != 1)
      return WrongUsage("Name one thing, such as tickets, ticket.state or ETAG_MISMATCH.");
    ASSIGN_OR_RETURN(const std::string text, Explain(invocation.contract, invocation.catalog,
                                                     invocation.words.plain().front()));
    Write(text);
    return absl::OkStatus();
  };
  return {"explain",
          "TYPE[.FIELD]",
          "Tells what a resource, a field or the reason of an error is",
          {},
          run};
}

}  // namespace steward::ctl
