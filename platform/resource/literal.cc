#include "platform/resource/literal.h"

#include <cmath>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/resource/enum_names.h"
#include "re2/re2.h"

namespace steward::resource {
namespace {

using google::protobuf::EnumDescriptor;

// absl::ParseTime and absl::SimpleAtod take more forms than the contract has, such as
// "infinite-future", leap seconds and "nan", so that the form is checked first.
bool HasForm(const std::string& text, const RE2& form) { return RE2::FullMatch(text, form); }

absl::optional<Value> ParseInt(const std::string& text) {
  static const RE2* const form = new RE2("-?[0-9]{1,19}");
  int64_t number = 0;
  if (!HasForm(text, *form) || !absl::SimpleAtoi(text, &number)) return absl::nullopt;
  return Value(number);
}

absl::optional<Value> ParseDouble(const std::string& text) {
  static const RE2* const form = new RE2("-?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][-+]?[0-9]{1,3})?");
  double number = 0;
  if (!HasForm(text, *form) || !absl::SimpleAtod(text, &number) || !std::isfinite(number))
    return absl::nullopt;
  return Value(number);
}

absl::optional<Value> ParseTimestamp(const std::string& text) {
  static const RE2* const form = new RE2(
      "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-5][0-9](\\.[0-9]{1,9})?"
      "([Zz]|[-+][0-9]{2}:[0-9]{2})");
  static const absl::Time min = absl::FromUnixSeconds(-62135596800);
  static const absl::Time max = absl::FromUnixSeconds(253402300800);
  absl::Time time;
  std::string error;
  if (!HasForm(text, *form) || !absl::ParseTime(absl::RFC3339_full, text, &time, &error))
    return absl::nullopt;
  if (time < min || time >= max) return absl::nullopt;
  return Value(time);
}

absl::optional<Value> ParseDuration(const std::string& text) {
  static const RE2* const form = new RE2("(-?[0-9]{1,12}(?:\\.[0-9]{1,9})?)s");
  std::string seconds;
  if (!RE2::FullMatch(text, *form, &seconds)) return absl::nullopt;
  return Value(absl::StrCat(seconds, " seconds"));
}

absl::optional<Value> ParseBool(const std::string& text) {
  if (text == "true") return Value(true);
  if (text == "false") return Value(false);
  return absl::nullopt;
}

absl::optional<Value> ParseEnum(const std::string& text, const EnumDescriptor* type) {
  const auto* value = type == nullptr ? nullptr : type->FindValueByName(text);
  if (value == nullptr) return absl::nullopt;
  return Value(int64_t{value->number()});
}

}  // namespace

absl::optional<Value> ParseLiteral(const std::string& text, Column::Type type,
                                   const EnumDescriptor* enum_type) {
  switch (type) {
    case Column::Type::kText:
    case Column::Type::kTextArray:
      return Value(text);
    case Column::Type::kInt:
      return ParseInt(text);
    case Column::Type::kDouble:
      return ParseDouble(text);
    case Column::Type::kBool:
      return ParseBool(text);
    case Column::Type::kTimestamp:
      return ParseTimestamp(text);
    case Column::Type::kDuration:
      return ParseDuration(text);
    case Column::Type::kEnum:
      return ParseEnum(text, enum_type);
  }
  return absl::nullopt;
}

std::string ExpectedLiteral(Column::Type type, const EnumDescriptor* enum_type) {
  switch (type) {
    case Column::Type::kText:
    case Column::Type::kTextArray:
      return "a text";
    case Column::Type::kInt:
      return "a whole number";
    case Column::Type::kDouble:
      return "a number";
    case Column::Type::kBool:
      return "true or false";
    case Column::Type::kTimestamp:
      return "an RFC 3339 timestamp such as \"2030-01-31T08:00:00Z\"";
    case Column::Type::kDuration:
      return "a duration in seconds such as \"90s\"";
    case Column::Type::kEnum:
      break;
  }
  return absl::StrCat("one of ", enum_type == nullptr ? "" : EnumNames(*enum_type));
}

}  // namespace steward::resource
