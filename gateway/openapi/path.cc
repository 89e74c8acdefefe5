#include "gateway/openapi/path.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gateway/openapi/comments.h"
#include "platform/status/macros.h"
#include "steward/options/v1/options.pb.h"

namespace steward::gateway::openapi {
namespace {

using google::api::HttpRule;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Ids of resources (platform/resource/name.h).
constexpr absl::string_view kIdPattern = "^[A-Za-z0-9]([A-Za-z0-9._@-]{0,118}[A-Za-z0-9])?$";

// Fields from the request down; as far as they are found.
std::vector<const FieldDescriptor*> Resolve(const Descriptor& request, absl::string_view path) {
  std::vector<const FieldDescriptor*> fields;
  const Descriptor* message = &request;
  for (absl::string_view name : absl::StrSplit(path, '.')) {
    if (message == nullptr) break;
    const FieldDescriptor* field = message->FindFieldByName(std::string(name));
    if (field == nullptr) break;
    fields.push_back(field);
    message = field->message_type();
  }
  return fields;
}

const PathTemplate::Variable* VariableAt(const PathTemplate& path, int segment) {
  for (const auto& variable : path.variables)
    if (variable.first <= segment && segment < variable.last) return &variable;
  return nullptr;
}

// The part of an example of the whole name that stands at `index`, if its form is that of the
// variable: "INC-1" of "tickets/INC-1".
std::optional<std::string> ExamplePart(const FieldDescriptor& field, const PathTemplate& path,
                                       const PathTemplate::Variable& variable, int index) {
  for (const std::string& value : SuchAs(CommentOf(field))) {
    const std::vector<std::string> parts = absl::StrSplit(value, '/');
    bool fits = parts.size() == static_cast<size_t>(variable.last - variable.first);
    for (size_t i = 0; fits && i < parts.size(); ++i) {
      const std::string& segment = path.segments[variable.first + i];
      fits = segment == "*" || segment == parts[i];
    }
    if (fits) return parts[index - variable.first];
  }
  return std::nullopt;
}

// Turns the "*" of one path into parameters.
class PathWriter {
 public:
  PathWriter(const PathTemplate& path, const Descriptor& request, const Collections& collections)
      : path_(path), request_(request), collections_(collections) {}

  Path Write() {
    for (int i = 0; i < static_cast<int>(path_.segments.size()); ++i) {
      if (path_.segments[i] == "*")
        AddParameter(i);
      else
        texts_.push_back(path_.segments[i]);
    }
    result_.text = absl::StrCat("/", absl::StrJoin(texts_, "/"));
    if (!path_.verb.empty()) absl::StrAppend(&result_.text, ":", path_.verb);
    for (const auto& variable : path_.variables) {
      const auto fields = Resolve(request_, variable.field);
      if (fields.size() == 1) result_.fields.insert(fields[0]);
    }
    return std::move(result_);
  }

 private:
  void AddParameter(int index) {
    const PathTemplate::Variable* variable = VariableAt(path_, index);
    const bool named = index > 0 && path_.segments[index - 1] != "*";
    const std::string name =
        Unique(named ? collections_.Singular(path_.segments[index - 1]) : "id");
    texts_.push_back(absl::StrCat("{", name, "}"));
    Json schema = Json::Object({{"type", "string"}, {"pattern", "^[^/]+$"}});
    Json parameter = Json::Object({{"name", name}, {"in", "path"}, {"required", true}});
    const auto fields = variable == nullptr ? std::vector<const FieldDescriptor*>()
                                            : Resolve(request_, variable->field);
    if (!fields.empty()) {
      const FieldDescriptor& field = *fields.back();
      if (IsName(field)) schema.Set("pattern", kIdPattern);
      parameter.Set("description", Description(field, *variable, index));
      if (auto example = Example(field, *variable, index)) parameter.Set("example", *example);
    }
    result_.parameters.push_back(parameter.Set("schema", std::move(schema)));
  }

  static bool IsName(const FieldDescriptor& field) {
    return !field.options().GetExtension(options::v1::field).reference().empty() ||
           (field.name() == "name" &&
            field.containing_type()->options().HasExtension(options::v1::resource));
  }

  std::string Description(const FieldDescriptor& field, const PathTemplate::Variable& variable,
                          int index) const {
    const auto first = texts_.begin() + variable.first;
    const std::string form = absl::StrJoin(first, texts_.begin() + index + 1, "/");
    return absl::StrCat("Last part of `", form, "`. ", CommentOf(field));
  }

  std::optional<std::string> Example(const FieldDescriptor& field,
                                     const PathTemplate::Variable& variable, int index) const {
    if (auto part = ExamplePart(field, path_, variable, index)) return part;
    const auto first = path_.segments.begin() + variable.first;
    const auto last = path_.segments.begin() + variable.last - 1;
    const Descriptor* resource = collections_.ResourceOf(absl::StrJoin(first, last, "/"));
    const FieldDescriptor* name = resource == nullptr ? nullptr : resource->FindFieldByName("name");
    return name == nullptr ? std::nullopt : ExamplePart(*name, path_, variable, index);
  }

  std::string Unique(const std::string& wish) {
    std::string name = wish;
    for (int i = 2; !names_.insert(name).second; ++i) name = absl::StrCat(wish, i);
    return name;
  }

  const PathTemplate& path_;
  const Descriptor& request_;
  const Collections& collections_;
  std::vector<std::string> texts_;
  std::set<std::string> names_;
  Path result_;
};

}  // namespace

std::pair<std::string, std::string> PatternOf(const HttpRule& rule) {
  switch (rule.pattern_case()) {
    case HttpRule::kGet:
      return {"get", rule.get()};
    case HttpRule::kPut:
      return {"put", rule.put()};
    case HttpRule::kPost:
      return {"post", rule.post()};
    case HttpRule::kDelete:
      return {"delete", rule.delete_()};
    case HttpRule::kPatch:
      return {"patch", rule.patch()};
    default:
      return {};
  }
}

absl::StatusOr<Path> MakePath(absl::string_view path_template, const Descriptor& request,
                              const Collections& collections) {
  ASSIGN_OR_RETURN(const PathTemplate path, ParseTemplate(path_template));
  return PathWriter(path, request, collections).Write();
}

}  // namespace steward::gateway::openapi
