#include "services/directory/scim/match.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::directory::scim {
namespace {

absl::Status Unfit() {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_PATH,
                      "The filter in a path does not fit the attribute.");
}

bool CompareText(Operator op, absl::string_view left, absl::string_view right) {
  switch (op) {
    case Operator::kEq:
      return left == right;
    case Operator::kNe:
      return left != right;
    case Operator::kCo:
      return absl::StrContains(left, right);
    case Operator::kSw:
      return absl::StartsWith(left, right);
    case Operator::kEw:
      return absl::EndsWith(left, right);
    case Operator::kGt:
      return left > right;
    case Operator::kGe:
      return left >= right;
    case Operator::kLt:
      return left < right;
    case Operator::kLe:
      return left <= right;
    case Operator::kPr:
      return true;
  }
  return false;
}

bool Compare(const Attribute& member, const Filter& filter, const Json* value) {
  if (filter.op == Operator::kPr) return value != nullptr;
  if (filter.literal.kind == Literal::Kind::kNull)
    return (value == nullptr) == (filter.op == Operator::kEq);
  // A member that is not there is not equal to anything.
  if (value == nullptr) return filter.op == Operator::kNe;
  if (member.type == Attribute::Type::kBoolean)
    return ((value->integer != 0) == filter.literal.boolean) == (filter.op == Operator::kEq);
  if (member.case_exact) return CompareText(filter.op, value->string, filter.literal.text);
  return CompareText(filter.op, absl::AsciiStrToLower(value->string),
                     absl::AsciiStrToLower(filter.literal.text));
}

}  // namespace

absl::Status CheckSelector(const Attribute& attribute, const Filter& filter) {
  for (const Filter& child : filter.children) RETURN_IF_ERROR(CheckSelector(attribute, child));
  if (filter.kind == Filter::Kind::kValuePath) return Unfit();
  if (filter.kind != Filter::Kind::kCompare) return absl::OkStatus();
  const Attribute* member = FindAttribute(attribute.subs, filter.attribute.name);
  if (member == nullptr || !filter.attribute.sub.empty() || !filter.attribute.urn.empty())
    return Unfit();
  const bool equality = filter.op == Operator::kEq || filter.op == Operator::kNe;
  if (filter.op == Operator::kPr) return absl::OkStatus();
  if (filter.literal.kind == Literal::Kind::kNull) return equality ? absl::OkStatus() : Unfit();
  if (member->type == Attribute::Type::kBoolean)
    return equality && filter.literal.kind == Literal::Kind::kBool ? absl::OkStatus() : Unfit();
  return filter.literal.kind == Literal::Kind::kString ? absl::OkStatus() : Unfit();
}

bool Matches(const Attribute& attribute, const Filter& filter, const Json& element) {
  const auto matches = [&](const Filter& child) { return Matches(attribute, child, element); };
  const auto& children = filter.children;
  switch (filter.kind) {
    case Filter::Kind::kAnd:
      return std::all_of(children.begin(), children.end(), matches);
    case Filter::Kind::kOr:
      return std::any_of(children.begin(), children.end(), matches);
    case Filter::Kind::kNot:
      return !matches(children.front());
    case Filter::Kind::kValuePath:
      return false;
    case Filter::Kind::kCompare:
      break;
  }
  const Attribute* member = FindAttribute(attribute.subs, filter.attribute.name);
  return member != nullptr && Compare(*member, filter, element.Find(member->name));
}

bool FillFrom(const Attribute& attribute, const Filter& filter, Json* element) {
  if (filter.kind == Filter::Kind::kAnd)
    return std::all_of(filter.children.begin(), filter.children.end(),
                       [&](const Filter& child) { return FillFrom(attribute, child, element); });
  const Attribute* member = FindAttribute(attribute.subs, filter.attribute.name);
  if (filter.kind != Filter::Kind::kCompare || filter.op != Operator::kEq || member == nullptr)
    return false;
  if (filter.literal.kind == Literal::Kind::kString)
    Set(member->name, Text(filter.literal.text), element);
  else if (filter.literal.kind == Literal::Kind::kBool)
    Set(member->name, Boolean(filter.literal.boolean), element);
  else
    return false;
  return true;
}

}  // namespace steward::directory::scim
