#include "services/directory/scim/json.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::directory::scim {
namespace {

absl::Status Malformed(absl::string_view text) {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST, text);
}

void Append(const Json& json, std::string* out);

void AppendObject(const Json& json, std::string* out) {
  *out += '{';
  for (const Json::Member& member : json.members) {
    if (out->back() != '{') *out += ',';
    auth::AppendJsonText(member.name, *out);
    *out += ':';
    Append(member.value, out);
  }
  *out += '}';
}

void AppendList(const Json& json, std::string* out) {
  *out += '[';
  for (size_t i = 0; i < json.elements.size(); ++i) {
    if (i > 0) *out += ',';
    Append(json.elements[i], out);
  }
  *out += ']';
}

void Append(const Json& json, std::string* out) {
  switch (json.kind) {
    case Json::Kind::kObject:
      return AppendObject(json, out);
    case Json::Kind::kArray:
      return AppendList(json, out);
    case Json::Kind::kString:
      return auth::AppendJsonText(json.string, *out);
    case Json::Kind::kInteger:
      return absl::StrAppend(out, json.integer);
    case Json::Kind::kBool:
      return absl::StrAppend(out, json.integer != 0 ? "true" : "false");
    case Json::Kind::kNumber:
    case Json::Kind::kNull:
      return absl::StrAppend(out, "null");
  }
}

}  // namespace

Json Text(absl::string_view value) {
  Json json;
  json.kind = Json::Kind::kString;
  json.string = std::string(value);
  return json;
}

Json Boolean(bool value) {
  Json json;
  json.kind = Json::Kind::kBool;
  json.integer = value ? 1 : 0;
  return json;
}

Json Integer(int64_t value) {
  Json json;
  json.kind = Json::Kind::kInteger;
  json.integer = value;
  return json;
}

Json Object(std::initializer_list<std::pair<absl::string_view, Json>> members) {
  Json json;
  json.kind = Json::Kind::kObject;
  for (const auto& [name, value] : members) json.members.push_back({std::string(name), value});
  return json;
}

Json List(std::initializer_list<Json> elements) {
  Json json;
  json.kind = Json::Kind::kArray;
  json.elements = elements;
  return json;
}

Json* Find(absl::string_view name, Json* object) {
  for (Json::Member& member : object->members)
    if (member.name == name) return &member.value;
  return nullptr;
}

void Set(absl::string_view name, Json value, Json* object) {
  if (Json* member = Find(name, object))
    *member = std::move(value);
  else
    object->members.push_back({std::string(name), std::move(value)});
}

void SetText(absl::string_view name, absl::string_view value, Json* object) {
  if (!value.empty()) Set(name, Text(value), object);
}

void Remove(absl::string_view name, Json* object) {
  auto& members = object->members;
  members.erase(std::remove_if(members.begin(), members.end(),
                               [&](const Json::Member& member) { return member.name == name; }),
                members.end());
}

const Json* FindFolded(absl::string_view name, const Json& object) {
  for (const Json::Member& member : object.members)
    if (absl::EqualsIgnoreCase(member.name, name))
      return member.value.kind == Json::Kind::kNull ? nullptr : &member.value;
  return nullptr;
}

absl::Status CheckSchema(absl::string_view urn, const Json& object) {
  const Json* schemas = FindFolded("schemas", object);
  const auto listed = schemas == nullptr ? absl::nullopt : schemas->Strings();
  if (listed && std::any_of(listed->begin(), listed->end(), [&](const std::string& each) {
        return absl::EqualsIgnoreCase(each, urn);
      }))
    return absl::OkStatus();
  return Malformed(absl::StrCat("\"schemas\" must list ", urn, "."));
}

absl::StatusOr<Json> ParseMessage(absl::string_view urn, const http::v1::RawBody& body) {
  auto json = auth::ParseJsonObject(body.data());
  if (!json) return Malformed("The body must be one JSON object, without a member given twice.");
  RETURN_IF_ERROR(CheckSchema(urn, *json));
  return *std::move(json);
}

std::string Print(const Json& json) {
  std::string text;
  Append(json, &text);
  return text;
}

}  // namespace steward::directory::scim
