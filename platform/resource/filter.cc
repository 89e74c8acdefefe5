#include "platform/resource/filter.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/resource/filter_syntax.h"
#include "platform/resource/literal.h"
#include "platform/status/macros.h"

namespace steward::resource {
namespace {

using google::protobuf::EnumDescriptor;

absl::string_view OperatorOf(Comparator comparator) {
  switch (comparator) {
    case Comparator::kEqual:
      return "=";
    case Comparator::kNotEqual:
      return "<>";
    case Comparator::kLess:
      return "<";
    case Comparator::kLessOrEqual:
      return "<=";
    case Comparator::kGreater:
      return ">";
    case Comparator::kGreaterOrEqual:
      return ">=";
    case Comparator::kHas:
      break;
  }
  return "=";
}

std::string EscapeLike(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"%", "\\%"}, {"_", "\\_"}});
}

// The pattern for LIKE of a text with wildcards at its ends.
std::string LikePattern(const FilterLiteral& literal) {
  if (literal.text == "*") return "%";
  return absl::StrCat(literal.starts_with_star ? "%" : "", EscapeLike(literal.middle()),
                      literal.ends_with_star ? "%" : "");
}

class Compiler {
 public:
  Compiler(const ColumnTable& table, int first_param) : table_(table), first_param_(first_param) {}

  absl::StatusOr<Sql> Compile(const FilterNode& node) {
    ASSIGN_OR_RETURN(sql_.text, Text(node, /*is_negated=*/false));
    return std::move(sql_);
  }

 private:
  // A condition on NULL is NULL, which counts as false; only below a NOT that has to be spelled
  // out, and elsewhere it would keep an index from being used.
  absl::StatusOr<std::string> Text(const FilterNode& node, bool is_negated) {
    switch (node.kind) {
      case FilterNode::Kind::kAnd:
        return Joined(node, " AND ", is_negated);
      case FilterNode::Kind::kOr:
        return Joined(node, " OR ", is_negated);
      case FilterNode::Kind::kNot: {
        ASSIGN_OR_RETURN(std::string inner, Text(node.children.front(), true));
        return absl::StrCat("(NOT ", inner, ")");
      }
      case FilterNode::Kind::kCondition:
        break;
    }
    const ColumnMatch match = FindColumn(table_, node.field);
    if (match.column == nullptr) return NoSuchColumn(match, node.field, node.column);
    ASSIGN_OR_RETURN(std::string text, Condition(node, *match.column));
    if (is_negated && match.column->nullable) return absl::StrCat("COALESCE(", text, ", false)");
    return absl::StrCat("(", text, ")");
  }

  absl::StatusOr<std::string> Joined(const FilterNode& node, absl::string_view joint,
                                     bool is_negated) {
    std::string text = "(";
    for (const FilterNode& child : node.children) {
      ASSIGN_OR_RETURN(std::string part, Text(child, is_negated));
      absl::StrAppend(&text, text.size() > 1 ? joint : "", part);
    }
    return text + ")";
  }

  absl::StatusOr<std::string> Condition(const FilterNode& node, const Column& column) {
    if (node.comparator == Comparator::kHas) return Has(node, column);
    const bool is_equality =
        node.comparator == Comparator::kEqual || node.comparator == Comparator::kNotEqual;
    if (column.type == Column::Type::kTextArray)
      return Refuse(node, "is a list; use ':' to ask for an element");
    if (column.type == Column::Type::kEnum && !is_equality)
      return Refuse(node, "has no order; use = or != with the name of a value");
    if (column.type == Column::Type::kBool && !is_equality)
      return Refuse(node, "has no order; use = or !=");
    if (column.type == Column::Type::kText && is_equality && node.literal.has_star())
      return Like(node, column);
    ASSIGN_OR_RETURN(std::string param, Literal(node, column));
    // What is not set differs from every value.
    if (node.comparator == Comparator::kNotEqual && column.nullable)
      return absl::StrCat(column.sql, " IS DISTINCT FROM ", param);
    return absl::StrCat(column.sql, " ", OperatorOf(node.comparator), " ", param);
  }

  std::string Like(const FilterNode& node, const Column& column) {
    const std::string param = Param(LikePattern(node.literal), Column::Type::kText);
    if (node.comparator == Comparator::kEqual) return absl::StrCat(column.sql, " LIKE ", param);
    if (column.nullable) return absl::StrCat("COALESCE(", column.sql, ", '') NOT LIKE ", param);
    return absl::StrCat(column.sql, " NOT LIKE ", param);
  }

  absl::StatusOr<std::string> Has(const FilterNode& node, const Column& column) {
    if (node.AsksPresence()) return Presence(column);
    if (column.type == Column::Type::kText)
      return absl::StrCat("strpos(lower(", column.sql, "), lower(",
                          Param(node.literal.text, Column::Type::kText), ")) > 0");
    if (column.type == Column::Type::kTextArray)
      return absl::StrCat(Param(node.literal.text, Column::Type::kTextArray), " = ANY(", column.sql,
                          ")");
    return Refuse(node, "takes ':' only as ':*'; use = to compare");
  }

  static std::string Presence(const Column& column) {
    switch (column.type) {
      case Column::Type::kText:
        return absl::StrCat(column.sql, " <> ''");
      case Column::Type::kTextArray:
        return absl::StrCat("cardinality(", column.sql, ") > 0");
      case Column::Type::kInt:
      case Column::Type::kDouble:
      case Column::Type::kEnum:
        if (!column.nullable || column.type == Column::Type::kEnum)
          return absl::StrCat(column.sql, " <> 0");
        break;
      case Column::Type::kBool:
        if (!column.nullable) return column.sql;
        break;
      case Column::Type::kTimestamp:
      case Column::Type::kDuration:
        break;
    }
    return absl::StrCat(column.sql, " IS NOT NULL");
  }

  absl::StatusOr<std::string> Literal(const FilterNode& node, const Column& column) {
    const auto* field = table_.resource->FindFieldByName(node.field);
    const EnumDescriptor* enum_type = field == nullptr ? nullptr : field->enum_type();
    absl::optional<Value> value = ParseLiteral(node.literal.text, column.type, enum_type);
    if (!value.has_value())
      return InvalidFilter(absl::StrCat("'", node.field, "' must be compared with ",
                                        ExpectedLiteral(column.type, enum_type)),
                           node.literal.column, node.field);
    return Param(*std::move(value), column.type);
  }

  std::string Param(Value value, Column::Type type) {
    const size_t number = first_param_ + sql_.params.size();
    sql_.params.push_back(std::move(value));
    return absl::StrCat("$", number, "::", CastOf(type));
  }

  static absl::Status Refuse(const FilterNode& node, absl::string_view text) {
    return InvalidFilter(absl::StrCat("'", node.field, "' ", text), node.column, node.field);
  }

  const ColumnTable& table_;
  const int first_param_;
  Sql sql_;
};

}  // namespace

absl::StatusOr<Sql> CompileFilter(absl::string_view filter, const ColumnTable& table,
                                  int first_param) {
  if (absl::StripAsciiWhitespace(filter).empty()) return Sql{"TRUE", {}};
  ASSIGN_OR_RETURN(FilterNode root, ParseFilter(filter));
  return Compiler(table, first_param).Compile(root);
}

}  // namespace steward::resource
