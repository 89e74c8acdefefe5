#include "services/catalog/domain/answer.h"

#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "platform/resource/name.h"
#include "platform/resource/utf8.h"
#include "re2/re2.h"

namespace steward::catalog {
namespace {

using google::protobuf::Value;
using resource::Condition;
using resource::Decimal;
using Read = std::variant<Condition::Value, Problem>;

constexpr int kTextMax = 1024;
constexpr int kMultilineTextMax = 16384;
constexpr int kEmailMax = 254;
// Whole numbers that JSON can carry exactly (RFC 7493).
constexpr double kWholeMax = 9007199254740991;

Problem Wrong(absl::string_view text) { return Problem{std::string(text)}; }

int LengthMax(const Field& field) {
  const int most = field.type() == Field::MULTILINE_TEXT ? kMultilineTextMax : kTextMax;
  return field.max_len() > 0 ? std::min(field.max_len(), most) : most;
}

bool Matches(const std::string& text, const std::string& pattern) {
  const RE2 form(pattern, RE2::Quiet);
  return form.ok() && RE2::FullMatch(text, form);
}

Read ReadText(const Field& field, const std::string& text) {
  const int length = resource::CodePoints(text);
  if (length < 0) return Wrong("must be well-formed UTF-8 without NUL");
  if (length > LengthMax(field))
    return Wrong(absl::StrCat("is longer than ", LengthMax(field), " characters"));
  if (field.type() != Field::MULTILINE_TEXT && text.find('\n') != std::string::npos)
    return Wrong("must be one line");
  if (!field.pattern().empty() && !Matches(text, field.pattern()))
    return Wrong(absl::StrCat("must match the pattern ", field.pattern()));
  return text;
}

Read ReadReference(const Field& field, const std::string& name) {
  if (field.reference().empty()) return ReadText(field, name);
  if (!resource::IdFromName(field.reference(), name).ok())
    return Wrong(absl::StrCat("must have the form '", resource::NameForm(field.reference()), "'"));
  return name;
}

Read ReadEmail(const std::string& text) {
  static const RE2* const form = new RE2("[^@\\s]{1,64}@[^@\\s.]+(\\.[^@\\s.]+)*");
  if (resource::CodePoints(text) < 0 || text.size() > kEmailMax || !RE2::FullMatch(text, *form))
    return Wrong("must be an address for mail");
  return text;
}

Read ReadNumber(const Field& field, absl::optional<Decimal> number, absl::string_view form) {
  if (!number) return Wrong(form);
  const auto min = Decimal::Parse(field.min()), max = Decimal::Parse(field.max());
  if (min && *number < *min) return Wrong(absl::StrCat("must be at least ", field.min()));
  if (max && *number > *max) return Wrong(absl::StrCat("must be at most ", field.max()));
  return *number;
}

Read ReadInteger(const Field& field, const Value& value) {
  constexpr char kForm[] = "must be a whole number";
  if (value.kind_case() != Value::kNumberValue) return Wrong(kForm);
  const double number = value.number_value();
  if (!(std::abs(number) <= kWholeMax) || std::trunc(number) != number) return Wrong(kForm);
  return ReadNumber(field, Decimal(static_cast<int64_t>(number)), kForm);
}

bool IsChoice(const Field& field, const std::string& value) {
  return absl::c_any_of(field.choices(),
                        [&](const v1::Choice& choice) { return choice.value() == value; });
}

Read ReadChoices(const Field& field, const Value& value) {
  if (value.kind_case() != Value::kListValue) return Wrong("must be a list of choices");
  std::vector<std::string> chosen;
  for (const Value& each : value.list_value().values()) {
    if (each.kind_case() != Value::kStringValue || !IsChoice(field, each.string_value()))
      return Wrong("must hold choices of the field only");
    if (absl::c_linear_search(chosen, each.string_value())) return Wrong("holds a choice twice");
    chosen.push_back(each.string_value());
  }
  return chosen;
}

Read ReadString(const Field& field, const std::string& text) {
  switch (field.type()) {
    case Field::DECIMAL:
      return ReadNumber(field, Decimal::Parse(text), "must be a decimal such as \"12.50\"");
    case Field::DATE:
      if (!resource::IsDate(text)) return Wrong("must be a day such as \"2030-01-31\"");
      return text;
    case Field::CHOICE:
      if (!IsChoice(field, text)) return Wrong("must be one of the choices");
      return text;
    case Field::REFERENCE:
      return ReadReference(field, text);
    case Field::EMAIL:
      return ReadEmail(text);
    default:
      return ReadText(field, text);
  }
}

}  // namespace

Condition::Type TypeOf(const Field& field) {
  switch (field.type()) {
    case Field::BOOLEAN:
      return Condition::Type::kBool;
    case Field::INTEGER:
    case Field::DECIMAL:
      return Condition::Type::kNumber;
    case Field::DATE:
      return Condition::Type::kDate;
    case Field::MULTIPLE_CHOICE:
      return Condition::Type::kTextList;
    default:
      return Condition::Type::kText;
  }
}

bool IsAnswered(const Value& value) {
  switch (value.kind_case()) {
    case Value::KIND_NOT_SET:
    case Value::kNullValue:
      return false;
    case Value::kStringValue:
      return !value.string_value().empty();
    case Value::kListValue:
      return value.list_value().values_size() > 0;
    default:
      return true;
  }
}

Read ReadAnswer(const Field& field, const Value& value) {
  if (field.type() == Field::BOOLEAN) {
    if (value.kind_case() != Value::kBoolValue) return Wrong("must be true or false");
    return value.bool_value();
  }
  if (field.type() == Field::INTEGER) return ReadInteger(field, value);
  if (field.type() == Field::MULTIPLE_CHOICE) return ReadChoices(field, value);
  if (value.kind_case() != Value::kStringValue) return Wrong("must be a string");
  return ReadString(field, value.string_value());
}

}  // namespace steward::catalog
