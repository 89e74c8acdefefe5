#pragma once

// A JSON document under construction. Members keep the order in which they were set.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace steward::gateway::openapi {

class Json {
 public:
  using Member = std::pair<absl::string_view, Json>;

  // An object without members.
  Json() = default;
  static Json Object(std::initializer_list<Member> members);
  static Json Array(std::initializer_list<Json> elements = {});
  Json(absl::string_view text) : kind_(Kind::kString), text_(text) {}
  Json(const std::string& text) : Json(absl::string_view(text)) {}
  Json(const char* text) : Json(absl::string_view(text)) {}
  template <class T, std::enable_if_t<std::is_integral_v<T>, int> = 0>
  Json(T value) : kind_(Kind::kLiteral) {
    if constexpr (std::is_same_v<T, bool>)
      text_ = value ? "true" : "false";
    else
      text_ = std::to_string(value);
  }

  // A value that is written in JSON already, which is not checked.
  static Json Written(absl::string_view json);

  // Of objects: a member with that name is replaced.
  Json& Set(absl::string_view name, Json value);
  Json& Merge(Json object);
  // The member, made as an empty object if it is not there.
  Json& At(absl::string_view name);
  // A copy without the member, if it is there.
  Json Without(absl::string_view name) const;
  // Of arrays.
  Json& Add(Json value);

  // Objects and arrays without content.
  bool empty() const { return items_.empty(); }

  // Compact, RFC 8259.
  std::string Dump() const;

 private:
  enum class Kind { kObject, kArray, kString, kLiteral };
  void Append(std::string* out) const;

  Kind kind_ = Kind::kObject;
  std::string text_;
  // Of objects: one for each item.
  std::vector<std::string> names_;
  std::vector<Json> items_;
};

}  // namespace steward::gateway::openapi
