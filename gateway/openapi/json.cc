#include "gateway/openapi/json.h"

#include <algorithm>
#include <limits>

#include "platform/observe/log_line.h"

namespace steward::gateway::openapi {
namespace {

void AppendString(absl::string_view text, std::string* out) {
  observe::AppendJsonString(text, std::numeric_limits<size_t>::max() / 8, *out);
}

}  // namespace

Json Json::Object(std::initializer_list<Member> members) {
  Json object;
  for (const auto& [name, value] : members) object.Set(name, value);
  return object;
}

Json Json::Array(std::initializer_list<Json> elements) {
  Json array;
  array.kind_ = Kind::kArray;
  array.items_ = elements;
  return array;
}

Json Json::Written(absl::string_view json) {
  Json value;
  value.kind_ = Kind::kLiteral;
  value.text_ = std::string(json);
  return value;
}

Json& Json::Set(absl::string_view name, Json value) {
  At(name) = std::move(value);
  return *this;
}

Json& Json::Merge(Json object) {
  for (size_t i = 0; i < object.items_.size(); ++i)
    Set(object.names_[i], std::move(object.items_[i]));
  return *this;
}

Json& Json::At(absl::string_view name) {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found != names_.end()) return items_[found - names_.begin()];
  names_.emplace_back(name);
  return items_.emplace_back();
}

Json Json::Without(absl::string_view name) const {
  Json copy;
  for (size_t i = 0; i < items_.size(); ++i)
    if (names_[i] != name) copy.Set(names_[i], items_[i]);
  return copy;
}

Json& Json::Add(Json value) {
  items_.push_back(std::move(value));
  return *this;
}

std::string Json::Dump() const {
  std::string out;
  Append(&out);
  return out;
}

void Json::Append(std::string* out) const {
  if (kind_ == Kind::kString) return AppendString(text_, out);
  if (kind_ == Kind::kLiteral) {
    out->append(text_);
    return;
  }
  const bool object = kind_ == Kind::kObject;
  out->push_back(object ? '{' : '[');
  for (size_t i = 0; i < items_.size(); ++i) {
    if (i > 0) out->push_back(',');
    if (object) {
      AppendString(names_[i], out);
      out->push_back(':');
    }
    items_[i].Append(out);
  }
  out->push_back(object ? '}' : ']');
}

}  // namespace steward::gateway::openapi
