#include "tools/stewardctl/json_path.h"

#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/json_util.h"
#include "platform/status/macros.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/json_text.h"

namespace steward::ctl {
namespace {

using google::protobuf::Value;
using Values = std::vector<const Value*>;

absl::Status Refuse(absl::string_view why) {
  return WrongUsage(absl::StrCat("The path of -o jsonpath ", why,
                                 ". It is names with dots, [n] and [*]: {.labels[0]}"));
}

void TakeMember(const Value& value, const std::string& name, Values* found) {
  const auto& members = value.struct_value().fields();
  if (const auto member = members.find(name); member != members.end())
    found->push_back(&member->second);
}

void TakeElements(const Value& value, absl::optional<int> index, Values* found) {
  const auto& elements = value.list_value().values();
  if (!index) {
    for (const Value& each : elements) found->push_back(&each);
    return;
  }
  const int at = *index < 0 ? elements.size() + *index : *index;
  if (at >= 0 && at < elements.size()) found->push_back(&elements[at]);
}

// The number between brackets that `text` begins with, which it loses; nothing for [*].
absl::StatusOr<absl::optional<int>> TakeIndex(absl::string_view* text) {
  const size_t end = text->find(']');
  if (end == absl::string_view::npos) return Refuse("has a [ without its ]");
  const absl::string_view inside = text->substr(1, end - 1);
  text->remove_prefix(end + 1);
  int index = 0;
  if (inside == "*") return absl::optional<int>();
  if (!absl::SimpleAtoi(inside, &index)) return Refuse("has something else than n or * within []");
  return absl::optional<int>(index);
}

std::string JsonOf(const Value& value) {
  if (value.has_struct_value()) {
    // The map of a Struct has another order in each process.
    const auto& fields = value.struct_value().fields();
    JsonObject object;
    for (const auto& [name, member] : std::map(fields.begin(), fields.end()))
      object.Raw(name, JsonOf(member));
    return object.End();
  }
  if (value.has_list_value()) {
    const auto json = [](std::string* out, const Value& each) { out->append(JsonOf(each)); };
    return absl::StrCat("[", absl::StrJoin(value.list_value().values(), ",", json), "]");
  }
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(value, &json);
  return status.ok() ? json : "";
}

}  // namespace

absl::StatusOr<JsonPath> JsonPath::Parse(absl::string_view text) {
  if (absl::ConsumePrefix(&text, "{") != absl::ConsumeSuffix(&text, "}"))
    return Refuse("has one brace without the other");
  absl::ConsumePrefix(&text, "$");
  if (text.empty() || text == ".") return JsonPath();
  if (text.front() != '[') absl::ConsumePrefix(&text, ".");
  JsonPath path;
  for (bool is_name = text.empty() || text.front() != '['; is_name || !text.empty();) {
    if (is_name) {
      const absl::string_view name = text.substr(0, text.find_first_of(".[]{} "));
      if (name.empty()) return Refuse("lacks a name after a dot");
      path.steps_.push_back({std::string(name), absl::nullopt});
      text.remove_prefix(name.size());
    } else if (text.front() == '[') {
      ASSIGN_OR_RETURN(const absl::optional<int> index, TakeIndex(&text));
      path.steps_.push_back({"", index});
    } else {
      return Refuse(absl::StrCat("cannot be understood at '", text, "'"));
    }
    is_name = absl::ConsumePrefix(&text, ".");
  }
  return path;
}

Values JsonPath::Find(const Value& document) const {
  Values found = {&document};
  for (const Step& step : steps_) {
    Values next;
    for (const Value* each : found)
      step.name.empty() ? TakeElements(*each, step.index, &next)
                        : TakeMember(*each, step.name, &next);
    found = std::move(next);
  }
  return found;
}

std::string TextOf(const Value& value) {
  return value.kind_case() == Value::kStringValue ? value.string_value() : JsonOf(value);
}

}  // namespace steward::ctl
