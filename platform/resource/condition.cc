#include "platform/resource/condition.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "platform/resource/columns.h"
#include "platform/status/macros.h"
#include "re2/re2.h"

namespace steward::resource {
namespace {

using Type = Condition::Type;

absl::Status Refuse(const FilterNode& node, absl::string_view text) {
  return InvalidFilter(absl::StrCat("'", node.field, "' ", text), node.column, node.field);
}

absl::Status CheckLiteral(const FilterNode& node, Type type) {
  const std::string& text = node.literal.text;
  if (type == Type::kNumber && !Decimal::Parse(text))
    return Refuse(node, "must be compared with a number such as 12.50");
  if (type == Type::kBool && text != "true" && text != "false")
    return Refuse(node, "must be compared with true or false");
  if (type == Type::kDate && !IsDate(text))
    return Refuse(node, "must be compared with a day such as 2030-01-31");
  return absl::OkStatus();
}

absl::Status CheckCondition(const FilterNode& node, const Condition::Types& types) {
  const auto type = types.find(node.field);
  if (type == types.end()) return InvalidFilter("There is no such field", node.column, node.field);
  if (node.AsksPresence()) return absl::OkStatus();
  const bool is_equality =
      node.comparator == Comparator::kEqual || node.comparator == Comparator::kNotEqual;
  if (node.comparator == Comparator::kHas) {
    if (type->second == Type::kText || type->second == Type::kTextList) return absl::OkStatus();
    return Refuse(node, "takes ':' only as ':*'; use = to compare");
  }
  if (type->second == Type::kTextList)
    return Refuse(node, "is a list; use ':' to ask for an element");
  if (type->second == Type::kBool && !is_equality) return Refuse(node, "has no order; use = or !=");
  return CheckLiteral(node, type->second);
}

absl::Status Check(const FilterNode& node, const Condition::Types& types) {
  if (node.kind == FilterNode::Kind::kCondition) return CheckCondition(node, types);
  for (const FilterNode& child : node.children) RETURN_IF_ERROR(Check(child, types));
  return absl::OkStatus();
}

template <class T>
bool Compare(const T& left, Comparator comparator, const T& right) {
  switch (comparator) {
    case Comparator::kEqual:
      return left == right;
    case Comparator::kNotEqual:
      return left != right;
    case Comparator::kLess:
      return left < right;
    case Comparator::kLessOrEqual:
      return left <= right;
    case Comparator::kGreater:
      return left > right;
    case Comparator::kGreaterOrEqual:
      return left >= right;
    case Comparator::kHas:
      break;
  }
  return false;
}

bool HoldsText(const std::string& text, const FilterNode& node) {
  if (node.comparator == Comparator::kHas)
    return absl::StrContains(absl::AsciiStrToLower(text), absl::AsciiStrToLower(node.literal.text));
  const bool is_equality =
      node.comparator == Comparator::kEqual || node.comparator == Comparator::kNotEqual;
  if (is_equality && node.literal.has_star())
    return node.literal.IsLike(text) == (node.comparator == Comparator::kEqual);
  return Compare(text, node.comparator, node.literal.text);
}

bool HoldsCondition(const FilterNode& node, const Condition::Values& values) {
  const auto value = values.find(node.field);
  if (node.AsksPresence()) return value != values.end();
  // What is not set differs from every value.
  if (value == values.end()) return node.comparator == Comparator::kNotEqual;
  if (const auto* text = std::get_if<std::string>(&value->second)) return HoldsText(*text, node);
  if (const auto* number = std::get_if<Decimal>(&value->second))
    return Compare(*number, node.comparator, Decimal::Parse(node.literal.text).value_or(Decimal()));
  if (const auto* flag = std::get_if<bool>(&value->second))
    return Compare(*flag, node.comparator, node.literal.text == "true");
  return absl::c_linear_search(std::get<std::vector<std::string>>(value->second),
                               node.literal.text);
}

bool HoldsNode(const FilterNode& node, const Condition::Values& values) {
  const auto holds = [&](const FilterNode& child) { return HoldsNode(child, values); };
  switch (node.kind) {
    case FilterNode::Kind::kAnd:
      return absl::c_all_of(node.children, holds);
    case FilterNode::Kind::kOr:
      return absl::c_any_of(node.children, holds);
    case FilterNode::Kind::kNot:
      return !HoldsNode(node.children.front(), values);
    case FilterNode::Kind::kCondition:
      break;
  }
  return HoldsCondition(node, values);
}

}  // namespace

bool IsDate(const std::string& text) {
  static const RE2* const form = new RE2("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  absl::CivilDay day;
  return RE2::FullMatch(text, *form) && absl::ParseCivilTime(text, &day) && day.year() > 0;
}

absl::StatusOr<Condition> Condition::Parse(absl::string_view condition, const Types& types) {
  Condition parsed;
  if (absl::StripAsciiWhitespace(condition).empty()) return parsed;
  ASSIGN_OR_RETURN(parsed.root_, ParseFilter(condition));
  RETURN_IF_ERROR(Check(*parsed.root_, types));
  return parsed;
}

bool Condition::Holds(const Values& values) const { return !root_ || HoldsNode(*root_, values); }

}  // namespace steward::resource
