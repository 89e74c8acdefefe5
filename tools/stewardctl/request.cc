#include "tools/stewardctl/request.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/field_mask.pb.h"
#include "platform/json/parse.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "steward/options/v1/options.pb.h"
#include "tools/stewardctl/documents.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/json_text.h"
#include "tools/stewardctl/spelling.h"

namespace steward::ctl {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// "hold-reason" is said of HOLD_REASON too.
std::string EnumName(const FieldDescriptor& field, const std::string& text) {
  if (field.enum_type()->FindValueByName(text) != nullptr) return text;
  return absl::AsciiStrToUpper(absl::StrReplaceAll(text, {{"-", "_"}}));
}

bool IsWrittenAsJson(const FieldDescriptor& field, absl::string_view text) {
  if (field.is_map() || (field.is_repeated() && absl::StartsWith(text, "["))) return true;
  if (field.message_type() == nullptr) return false;
  // Of the well-known types those that are JSON themselves.
  const auto& file = *field.message_type()->file();
  return file.package() != "google.protobuf" || file.name() == "google/protobuf/struct.proto";
}

absl::Status AppendScalar(const Contract& contract, const FieldDescriptor& field,
                          const std::string& text, Message* parent) {
  const auto* table = contract.schema().Get(parent->GetDescriptor())->FindByNumber(field.number());
  const std::string value = field.enum_type() != nullptr ? EnumName(field, text) : text;
  std::string wire = parent->SerializeAsString();
  RETURN_IF_ERROR(json::ParseScalar(*table, value, &wire));
  parent->ParseFromString(wire);
  return absl::OkStatus();
}

absl::Status SetText(const Contract& contract, const FieldDescriptor& field,
                     const std::string& text, Message* parent) {
  if (IsWrittenAsJson(field, text)) {
    JsonObject object;
    object.Raw(field.json_name(), text);
    return contract.MergeJson(object.End(), "", parent);
  }
  if (!field.is_repeated()) return AppendScalar(contract, field, text, parent);
  for (absl::string_view each : absl::StrSplit(text, ',', absl::SkipEmpty()))
    RETURN_IF_ERROR(AppendScalar(contract, field, std::string(each), parent));
  return absl::OkStatus();
}

absl::Status Refused(absl::string_view where, const absl::Status& status) {
  return WrongUsage(absl::StrCat(where, ": ", status.message()));
}

class Builder {
 public:
  Builder(Contract& contract, const Command& command, const Words& words)
      : contract_(contract),
        command_(command),
        words_(words),
        arguments_(ArgumentsOf(command)),
        request_(contract.New(command.request())) {}

  absl::StatusOr<Requests> Build(const google::protobuf::Struct* document) {
    if (document != nullptr) RETURN_IF_ERROR(TakeDocument(*document));
    for (const Words::Flag& flag : words_.flags()) RETURN_IF_ERROR(TakeFlag(flag));
    if (IsUpdate(command_)) RETURN_IF_ERROR(FillMask());
    ASSIGN_OR_RETURN(std::vector<std::string> names, Names(document));
    Requests requests;
    for (const std::string& name : names) {
      auto request = contract_.New(command_.request());
      request->CopyFrom(*request_);
      const FieldPath& path = command_.target.empty() ? FieldPath{command_.id} : command_.target;
      if (path.front() != nullptr) RETURN_IF_ERROR(SetField(contract_, path, name, request.get()));
      if (!IsUpload(command_, words_)) RETURN_IF_ERROR(CheckNothingMissing(*request));
      requests.push_back(std::move(request));
    }
    return requests;
  }

 private:
  // Members of the body, or of the request besides it.
  absl::Status TakeDocument(const google::protobuf::Struct& document) {
    ASSIGN_OR_RETURN(const std::string json, contract_.ToJson(document));
    json::ParseOptions options;
    options.drop_output_only = true;
    const auto& whole = *contract_.schema().Get(&command_.request());
    std::string wire, rest;
    const auto* table = &whole;
    const int excluded[] = {command_.body == nullptr ? 0 : command_.body->number()};
    if (command_.body != nullptr) {
      table = contract_.schema().Get(command_.body->message_type());
      options.fallthrough = &whole;
      options.fallthrough_wire = &rest;
      options.fallthrough_excluded = excluded;
      named_ = ChangeablePaths(document, *command_.body->message_type());
    }
    const absl::Status status = json::ParseJson(*table, json, options, &wire);
    if (!status.ok()) return Refused("--file", status);
    if (command_.body == nullptr) {
      request_->ParseFromString(wire);
    } else {
      request_->ParseFromString(rest);
      request_->GetReflection()
          ->MutableMessage(request_.get(), command_.body)
          ->ParseFromString(wire);
    }
    return absl::OkStatus();
  }

  absl::Status TakeFlag(const Words::Flag& flag) {
    if (flag.name == "set" && IsUpdate(command_)) {
      const std::vector<std::string> parts = absl::StrSplit(flag.value, absl::MaxSplits('=', 1));
      if (parts.size() != 2) return WrongUsage("--set is written FIELD=VALUE.");
      ASSIGN_OR_RETURN(const Argument* argument, Changeable("--set", parts[0]));
      return Take(*argument, parts[1]);
    }
    if (flag.name == "clear" && IsUpdate(command_)) {
      ASSIGN_OR_RETURN(const Argument* argument, Changeable("--clear", flag.value));
      Name(*argument);
      return absl::OkStatus();
    }
    const Argument* argument = FindArgument(flag.name, arguments_);
    return argument == nullptr ? absl::OkStatus() : Take(*argument, flag.value);
  }

  absl::StatusOr<const Argument*> Changeable(absl::string_view flag, const std::string& field) {
    const Argument* argument = FindArgument(field, arguments_);
    if (argument != nullptr && argument->path.front() == command_.body) return argument;
    std::vector<std::string> known;
    for (const Argument& each : arguments_)
      if (each.path.front() == command_.body) known.push_back(each.spec.name);
    return WrongUsage(
        absl::StrCat(flag, ": there is no such field to change", DidYouMean(field, known)));
  }

  absl::Status Take(const Argument& argument, const std::string& text) {
    if (taken_.insert(argument.spec.name).second) ClearField(argument.path, request_.get());
    const absl::Status status = SetField(contract_, argument.path, text, request_.get());
    if (!status.ok()) return Refused(absl::StrCat("--", argument.spec.name), status);
    Name(argument);
    return absl::OkStatus();
  }

  // What the flags name replaces what the file has.
  static void ClearField(const FieldPath& path, Message* message) {
    for (size_t i = 0; i + 1 < path.size(); ++i)
      message = message->GetReflection()->MutableMessage(message, path[i]);
    message->GetReflection()->ClearField(message, path.back());
  }

  void Name(const Argument& argument) {
    if (argument.path.front() != command_.body || argument.path.back()->name() == "etag") return;
    std::vector<std::string> parts;
    for (size_t i = 1; i < argument.path.size(); ++i) parts.push_back(argument.path[i]->name());
    named_.push_back(absl::StrJoin(parts, "."));
  }

  absl::Status FillMask() {
    if (words_.Find("update-mask")) return absl::OkStatus();
    if (named_.empty())
      return WrongUsage("Nothing is to be changed: name a field, such as --set title=…");
    std::sort(named_.begin(), named_.end());
    named_.erase(std::unique(named_.begin(), named_.end()), named_.end());
    const FieldDescriptor* field = command_.RequestField("update_mask");
    google::protobuf::FieldMask mask;
    for (const std::string& path : named_) mask.add_paths(path);
    request_->GetReflection()
        ->MutableMessage(request_.get(), field)
        ->ParseFromString(mask.SerializeAsString());
    return absl::OkStatus();
  }

  // What the server would refuse for want of it.
  absl::Status CheckNothingMissing(const Message& request) const {
    std::vector<std::string> missing;
    for (const Argument& argument : arguments_) {
      const auto& rules = argument.path.back()->options().GetExtension(options::v1::field);
      const bool is_kept = IsUpdate(command_) && argument.path.front() == command_.body;
      if (rules.required() && !is_kept && Lacks(request, argument.path))
        missing.push_back(absl::StrCat("--", argument.spec.name));
    }
    if (missing.empty()) return absl::OkStatus();
    return WrongUsage(absl::StrCat("Give ", absl::StrJoin(missing, ", "), "; see 'stewardctl ",
                                   command_.noun, " ", command_.verb, " --help'."));
  }

  // Whether the message that the field is in is there, without the field.
  bool Lacks(const Message& request, const FieldPath& path) const {
    const Message* at = &request;
    for (size_t i = 0; i + 1 < path.size(); ++i) {
      if (!at->GetReflection()->HasField(*at, path[i]) && path[i] != command_.body) return false;
      at = &at->GetReflection()->GetMessage(*at, path[i]);
    }
    const auto& reflection = *at->GetReflection();
    return path.back()->is_repeated() ? reflection.FieldSize(*at, path.back()) == 0
                                      : !reflection.HasField(*at, path.back());
  }

  // Of the targets, or the ids of what is created; one empty name when there is none.
  absl::StatusOr<std::vector<std::string>> Names(const google::protobuf::Struct* document) {
    std::vector<std::string> words = words_.plain();
    if (command_.target.empty()) {
      if (!words.empty() && command_.id == nullptr)
        return WrongUsage(absl::StrCat("'", command_.noun, " ", command_.verb,
                                       "' takes flags only; see --help."));
      if (words.empty()) words.push_back(IdSoFar());
      if (words.size() > 1) return WrongUsage("Create one at a time.");
      return words;
    }
    if (words.empty()) {
      const std::string given = NameSoFar(document);
      if (given.empty())
        return WrongUsage(absl::StrCat("Name what to ", command_.verb, ", such as ",
                                       resource::NameForm(command_.collection), "."));
      words.push_back(given);
    }
    if (words.size() > 1 && words_.Find("request-id"))
      return WrongUsage("--request-id is for one request; name one resource.");
    for (std::string& word : words) {
      ASSIGN_OR_RETURN(word, FullName(command_.collection, word));
    }
    return words;
  }

  std::string IdSoFar() const {
    return command_.id == nullptr ? ""
                                  : request_->GetReflection()->GetString(*request_, command_.id);
  }

  // By the flag of the same name, or in the file.
  std::string NameSoFar(const google::protobuf::Struct* document) const {
    const std::string& field = command_.target.back()->name();
    if (command_.target.size() == 1) {
      const std::string flag =
          request_->GetReflection()->GetString(*request_, command_.target.back());
      if (!flag.empty()) return flag;
    }
    if (document == nullptr || document->fields().count(field) == 0) return "";
    return document->fields().at(field).string_value();
  }

  Contract& contract_;
  const Command& command_;
  const Words& words_;
  const std::vector<Argument> arguments_;
  std::unique_ptr<Message> request_;
  std::vector<std::string> named_;
  std::set<std::string> taken_;
};

bool IsChangeable(const FieldDescriptor& field) {
  const auto& rules = field.options().GetExtension(options::v1::field);
  return !rules.output_only() && !rules.immutable() && field.name() != "name" &&
         field.name() != "etag";
}

}  // namespace

absl::StatusOr<Requests> MakeRequests(Contract& contract, const Command& command,
                                      const Words& words,
                                      const google::protobuf::Struct* document) {
  return Builder(contract, command, words).Build(document);
}

absl::Status SetField(const Contract& contract, const FieldPath& path, const std::string& text,
                      Message* message) {
  for (size_t i = 0; i + 1 < path.size(); ++i)
    message = message->GetReflection()->MutableMessage(message, path[i]);
  return SetText(contract, *path.back(), text, message);
}

absl::StatusOr<std::string> FullName(absl::string_view collection, absl::string_view word) {
  if (resource::IdFromName(collection, word).ok()) return std::string(word);
  const auto parts = std::count(word.begin(), word.end(), '/');
  if (parts == std::count(collection.begin(), collection.end(), '*')) {
    const std::string name = resource::FormatName(collection, word);
    if (resource::IdFromName(collection, name).ok()) return name;
  }
  return WrongUsage(absl::StrCat("Names here have the form ", resource::NameForm(collection), "."));
}

std::vector<std::string> ChangeablePaths(const google::protobuf::Struct& document,
                                         const google::protobuf::Descriptor& resource) {
  std::vector<std::string> paths;
  for (int i = 0; i < resource.field_count(); ++i) {
    const FieldDescriptor& field = *resource.field(i);
    const bool named = document.fields().count(field.name()) != 0 ||
                       document.fields().count(field.json_name()) != 0;
    if (named && IsChangeable(field)) paths.push_back(field.name());
  }
  return paths;
}

}  // namespace steward::ctl
