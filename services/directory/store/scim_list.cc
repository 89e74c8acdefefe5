#include "services/directory/store/scim_list.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "platform/auth/permissions.h"
#include "platform/resource/columns.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/directory/scim/filter.h"

namespace steward::directory {
namespace {

using scim::Filter;
using scim::Literal;
using scim::Operator;
using Type = ScimColumn::Type;

// "+manager.value" of a path with the URN of the extension; nothing for that of a stranger.
absl::optional<std::string> KeyOf(const scim::AttributePath& path, const scim::ResourceType& type) {
  std::string key = absl::StrCat(path.name, path.sub.empty() ? "" : ".", path.sub);
  if (path.urn.empty() || absl::EqualsIgnoreCase(path.urn, type.core->urn)) return key;
  if (type.extension == nullptr || !absl::EqualsIgnoreCase(path.urn, type.extension->urn))
    return absl::nullopt;
  return "+" + key;
}

// A list is compared by its values where no other member is named.
const ScimColumn* FindColumn(const ScimList& list, const std::string& key) {
  for (const ScimColumn& column : list.columns)
    if (key == column.path || absl::StrCat(key, ".value") == column.path) return &column;
  return nullptr;
}

absl::string_view OrderOperator(Operator op) {
  switch (op) {
    case Operator::kNe:
      return "<>";
    case Operator::kGt:
      return ">";
    case Operator::kGe:
      return ">=";
    case Operator::kLt:
      return "<";
    case Operator::kLe:
      return "<=";
    default:
      return "=";
  }
}

absl::Status CheckReadable(const ScimColumn& column, absl::Span<const std::string> roles) {
  if (column.permission == nullptr || auth::ScopeOf(roles, column.permission) == Scope::kTenant)
    return absl::OkStatus();
  return errors::PermissionDenied(column.permission);
}

std::string Presence(const ScimColumn& column) {
  return column.type == Type::kText ? absl::StrCat(column.sql, " <> ''") : "TRUE";
}

class Compiler {
 public:
  Compiler(const ScimList& list, int first_param, absl::Span<const std::string> roles)
      : list_(list), first_param_(first_param), roles_(roles) {}

  absl::StatusOr<resource::Sql> Compile(const Filter& filter) {
    ASSIGN_OR_RETURN(sql_.text, Condition(filter, ""));
    return std::move(sql_);
  }

 private:
  // Within a value path, `prefix` is the list whose members are compared: "emails.".
  absl::StatusOr<std::string> Condition(const Filter& filter, const std::string& prefix) {
    switch (filter.kind) {
      case Filter::Kind::kAnd:
        return Joined(filter, " AND ", prefix);
      case Filter::Kind::kOr:
        return Joined(filter, " OR ", prefix);
      case Filter::Kind::kNot: {
        ASSIGN_OR_RETURN(const std::string inner, Condition(filter.children.front(), prefix));
        return absl::StrCat("(NOT ", inner, ")");
      }
      case Filter::Kind::kValuePath:
        return ValuePath(filter, prefix);
      case Filter::Kind::kCompare:
        break;
    }
    ASSIGN_OR_RETURN(const ScimColumn* column, ColumnOf(filter, prefix));
    ASSIGN_OR_RETURN(std::string text, Comparison(filter, *column));
    if (column->within != nullptr && prefix.empty())
      text = absl::StrReplaceAll(column->within, {{"{}", text}});
    return absl::StrCat("(", text, ")");
  }

  absl::StatusOr<std::string> Joined(const Filter& filter, absl::string_view joint,
                                     const std::string& prefix) {
    std::string text = "(";
    for (const Filter& child : filter.children) {
      ASSIGN_OR_RETURN(const std::string part, Condition(child, prefix));
      absl::StrAppend(&text, text.size() > 1 ? joint : "", part);
    }
    return text + ")";
  }

  // One element must fulfil all of the inner filter.
  absl::StatusOr<std::string> ValuePath(const Filter& filter, const std::string& outer) {
    ASSIGN_OR_RETURN(const ScimColumn* value, ColumnOf(filter, outer));
    const absl::string_view path = value->path;
    if (!outer.empty() || !absl::EndsWith(path, ".value"))
      return Refuse(filter, "This attribute is no list.");
    const std::string prefix(path.substr(0, path.rfind('.') + 1));
    ASSIGN_OR_RETURN(const std::string inner, Condition(filter.children.front(), prefix));
    if (value->within != nullptr)
      return absl::StrCat("(", absl::StrReplaceAll(value->within, {{"{}", inner}}), ")");
    return absl::StrCat("(", Presence(*value), " AND ", inner, ")");
  }

  absl::StatusOr<const ScimColumn*> ColumnOf(const Filter& filter, const std::string& prefix) {
    const auto key = KeyOf(filter.attribute, *list_.type);
    const ScimColumn* column = key ? FindColumn(list_, prefix + *key) : nullptr;
    if (column == nullptr)
      return Refuse(filter, "There is no such attribute, or it cannot be filtered by.");
    // What a filter finds tells of what it looks at.
    RETURN_IF_ERROR(CheckReadable(*column, roles_));
    return column;
  }

  absl::StatusOr<std::string> Comparison(const Filter& filter, const ScimColumn& column) {
    const bool equality = filter.op == Operator::kEq || filter.op == Operator::kNe;
    if (filter.op == Operator::kPr) return Presence(column);
    if (filter.literal.kind == Literal::Kind::kNull) {
      if (!equality) return Refuse(filter, "null compares with eq and ne only.");
      const std::string present = Presence(column);
      return filter.op == Operator::kNe ? present : absl::StrCat("NOT (", present, ")");
    }
    switch (column.type) {
      case Type::kBool:
        return OfBool(filter, column, equality);
      case Type::kTime:
        return OfTime(filter, column);
      case Type::kText:
        break;
    }
    return OfText(filter, column);
  }

  absl::StatusOr<std::string> OfBool(const Filter& filter, const ScimColumn& column,
                                     bool equality) {
    const Literal& literal = filter.literal;
    const bool is_true = literal.boolean || absl::EqualsIgnoreCase(literal.text, "true");
    const bool is_false = !is_true && absl::EqualsIgnoreCase(literal.text, "false");
    if (!equality || (!is_true && !is_false))
      return Refuse(filter, "This attribute compares with eq and ne, and with true or false.");
    return absl::StrCat(column.sql, " ", OrderOperator(filter.op), " ", Param(is_true, "boolean"));
  }

  absl::StatusOr<std::string> OfTime(const Filter& filter, const ScimColumn& column) {
    const bool contains =
        filter.op == Operator::kCo || filter.op == Operator::kSw || filter.op == Operator::kEw;
    absl::Time time;
    if (contains || filter.literal.kind != Literal::Kind::kString ||
        !absl::ParseTime(absl::RFC3339_full, filter.literal.text, &time, nullptr) ||
        time < absl::FromUnixSeconds(-62135596800) || time > absl::FromUnixSeconds(253402300799))
      return Refuse(filter, "This attribute compares with a time, such as 2026-01-31T08:00:00Z.");
    return absl::StrCat(column.sql, " ", OrderOperator(filter.op), " ", Param(time, "timestamptz"));
  }

  absl::StatusOr<std::string> OfText(const Filter& filter, const ScimColumn& column) {
    if (filter.literal.kind != Literal::Kind::kString)
      return Refuse(filter, "This attribute compares with a text in quotes.");
    std::string value = Param(filter.literal.text, "text");
    if (!column.case_exact) value = absl::StrCat("lower(", value, ")");
    const std::string left = column.case_exact || column.is_folded
                                 ? std::string(column.sql)
                                 : absl::StrCat("lower(", column.sql, ")");
    switch (filter.op) {
      case Operator::kCo:
        return absl::StrCat("strpos(", left, ", ", value, ") > 0");
      case Operator::kSw:
        return absl::StrCat("starts_with(", left, ", ", value, ")");
      case Operator::kEw:
        return absl::StrCat("right(", left, ", length(", value, ")) = ", value);
      default:
        return absl::StrCat(left, " ", OrderOperator(filter.op), " ", value);
    }
  }

  std::string Param(resource::Value value, absl::string_view cast) {
    const size_t number = first_param_ + sql_.params.size();
    sql_.params.push_back(std::move(value));
    return absl::StrCat("$", number, "::", cast);
  }

  static absl::Status Refuse(const Filter& filter, absl::string_view text) {
    return resource::InvalidFilter(text, filter.column);
  }

  const ScimList& list_;
  const int first_param_;
  const absl::Span<const std::string> roles_;
  resource::Sql sql_;
};

}  // namespace

absl::StatusOr<resource::Sql> CompileScimFilter(absl::string_view text, const ScimList& list,
                                                int first_param,
                                                absl::Span<const std::string> roles) {
  if (absl::StripAsciiWhitespace(text).empty()) return resource::Sql{"TRUE", {}};
  ASSIGN_OR_RETURN(const Filter filter, scim::ParseFilter(text));
  return Compiler(list, first_param, roles).Compile(filter);
}

absl::StatusOr<std::string> ScimOrder(const scim::Search& search, const ScimList& list,
                                      absl::Span<const std::string> roles) {
  const absl::string_view direction = search.descending ? " DESC" : "";
  const std::string id = list.columns.front().sql;
  if (search.sort_by.empty()) return absl::StrCat("ORDER BY ", id, direction);
  const auto path = scim::ParseAttributePath(search.sort_by);
  const auto key = path ? KeyOf(*path, *list.type) : absl::nullopt;
  const ScimColumn* column = key ? FindColumn(list, *key) : nullptr;
  if (column == nullptr || column->within != nullptr)
    return resource::InvalidFilter("sortBy names an attribute that does not sort.", 1);
  // The order of a list tells of what it is by.
  RETURN_IF_ERROR(CheckReadable(*column, roles));
  const bool folds = column->type == Type::kText && !column->case_exact && !column->is_folded;
  const std::string by = folds ? absl::StrCat("lower(", column->sql, ")") : column->sql;
  return absl::StrCat("ORDER BY ", by, direction, ", ", id, direction);
}

}  // namespace steward::directory
