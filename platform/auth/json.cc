#include "platform/auth/json.h"

#include <simdjson.h>

#include <limits>

#include "platform/observe/log_line.h"

namespace steward::auth {
namespace {

constexpr size_t kDepthMax = 16;
// Each is compared with those before it.
constexpr size_t kMembersMax = 256;

using simdjson::dom::element;
using simdjson::dom::element_type;

bool Convert(const element& from, Json& to);

bool ConvertObject(const simdjson::dom::object& from, Json& to) {
  to.kind = Json::Kind::kObject;
  for (const auto& [key, value] : from) {
    absl::string_view name(key.data(), key.size());
    if (to.members.size() == kMembersMax || to.Find(name) != nullptr) return false;
    to.members.push_back({std::string(name), Json()});
    if (!Convert(value, to.members.back().value)) return false;
  }
  return true;
}

bool ConvertArray(const simdjson::dom::array& from, Json& to) {
  to.kind = Json::Kind::kArray;
  for (const element& value : from) {
    to.elements.emplace_back();
    if (!Convert(value, to.elements.back())) return false;
  }
  return true;
}

bool Convert(const element& from, Json& to) {
  switch (from.type()) {
    case element_type::OBJECT:
      return ConvertObject(from.get_object().value_unsafe(), to);
    case element_type::ARRAY:
      return ConvertArray(from.get_array().value_unsafe(), to);
    case element_type::STRING:
      to.kind = Json::Kind::kString;
      to.string = std::string(from.get_string().value_unsafe());
      return true;
    case element_type::INT64:
      to.kind = Json::Kind::kInteger;
      to.integer = from.get_int64().value_unsafe();
      return true;
    case element_type::UINT64:
    case element_type::DOUBLE:
      to.kind = Json::Kind::kNumber;
      return true;
    case element_type::BOOL:
      to.kind = Json::Kind::kBool;
      to.integer = from.get_bool().value_unsafe() ? 1 : 0;
      return true;
    case element_type::NULL_VALUE:
      to.kind = Json::Kind::kNull;
      return true;
  }
  return false;
}

}  // namespace

const Json* Json::Find(absl::string_view name) const {
  for (const Member& member : members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

const std::string* Json::FindString(absl::string_view name) const {
  const Json* member = Find(name);
  return member == nullptr || member->kind != Kind::kString ? nullptr : &member->string;
}

absl::optional<std::vector<std::string>> Json::Strings() const {
  if (kind != Kind::kArray) return absl::nullopt;
  std::vector<std::string> strings;
  for (const Json& element : elements) {
    if (element.kind != Kind::kString) return absl::nullopt;
    strings.push_back(element.string);
  }
  return strings;
}

absl::optional<Json> ParseJsonObject(absl::string_view text) {
  simdjson::dom::parser parser;
  if (parser.allocate(text.size() + 1, kDepthMax) != simdjson::SUCCESS) return absl::nullopt;
  simdjson::padded_string padded(text.data(), text.size());
  element root;
  if (parser.parse(padded).get(root) != simdjson::SUCCESS) return absl::nullopt;
  Json json;
  if (root.type() != element_type::OBJECT || !Convert(root, json)) return absl::nullopt;
  return json;
}

void AppendJsonText(absl::string_view text, std::string& out) {
  observe::AppendJsonString(text, std::numeric_limits<size_t>::max(), out);
}

}  // namespace steward::auth
