#include "platform/resource/order.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "platform/resource/utf8.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kFieldsMax = 5;

bool Sorts(const Column& column) {
  return column.type != Column::Type::kTextArray && column.type != Column::Type::kDuration;
}

// NULL has no place in comparisons, so that it is given the lowest.
absl::string_view Lowest(Column::Type type) {
  switch (type) {
    case Column::Type::kInt:
      return "'-9223372036854775808'::bigint";
    case Column::Type::kDouble:
      return "'-infinity'::double precision";
    case Column::Type::kBool:
      return "false";
    case Column::Type::kTimestamp:
      return "'-infinity'::timestamptz";
    case Column::Type::kEnum:
      return "'0'::smallint";
    default:
      return "''";
  }
}

std::string Expression(const Column& column) {
  if (!column.nullable) return column.sql;
  return absl::StrCat("COALESCE(", column.sql, ", ", Lowest(column.type), ")");
}

bool Holds(const Value& value, Column::Type type) {
  switch (type) {
    case Column::Type::kInt:
    case Column::Type::kEnum:
      return std::holds_alternative<int64_t>(value);
    case Column::Type::kDouble:
      return std::holds_alternative<double>(value);
    case Column::Type::kBool:
      return std::holds_alternative<bool>(value);
    case Column::Type::kTimestamp:
      return std::holds_alternative<absl::Time>(value);
    default:
      return std::holds_alternative<std::string>(value);
  }
}

Value TimeOf(const Message& resource, const FieldDescriptor* field) {
  if (!resource.GetReflection()->HasField(resource, field)) return absl::InfinitePast();
  const Message& time = resource.GetReflection()->GetMessage(resource, field);
  return FromProto(*google::protobuf::DynamicCastToGenerated<google::protobuf::Timestamp>(&time));
}

Value NumberOf(const Message& resource, const FieldDescriptor* field) {
  const auto& reflection = *resource.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return int64_t{reflection.GetInt32(resource, field)};
    case FieldDescriptor::CPPTYPE_UINT32:
      return int64_t{reflection.GetUInt32(resource, field)};
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.GetInt64(resource, field);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return double{reflection.GetFloat(resource, field)};
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection.GetDouble(resource, field);
    default:
      return int64_t{0};
  }
}

Value KeyOf(const Message& resource, const Column& column) {
  const auto* field = resource.GetDescriptor()->FindFieldByName(column.field);
  const auto& reflection = *resource.GetReflection();
  switch (column.type) {
    case Column::Type::kTimestamp:
      return TimeOf(resource, field);
    case Column::Type::kEnum:
      return int64_t{reflection.GetEnumValue(resource, field)};
    case Column::Type::kBool:
      return reflection.GetBool(resource, field);
    case Column::Type::kInt:
    case Column::Type::kDouble:
      if (column.nullable && !reflection.HasField(resource, field)) {
        if (column.type == Column::Type::kInt) return std::numeric_limits<int64_t>::min();
        return -std::numeric_limits<double>::infinity();
      }
      return NumberOf(resource, field);
    default:
      return reflection.GetString(resource, field);
  }
}

}  // namespace

absl::StatusOr<Order> Order::Parse(absl::string_view order_by, const ColumnTable& table) {
  Order order;
  order.id_ = table.id;
  if (CodePoints(order_by) < 0)
    return InvalidFilter("order_by must be well-formed UTF-8 without NUL", 1);
  if (!absl::StripAsciiWhitespace(order_by).empty()) {
    for (absl::string_view part : absl::StrSplit(order_by, ',')) {
      const int position = CodePoints(order_by.substr(0, part.data() - order_by.data())) + 1;
      RETURN_IF_ERROR(order.Add(part, position, table));
    }
  }
  const bool has_id = std::any_of(order.keys_.begin(), order.keys_.end(),
                                  [&](const Key& key) { return IsSame(key.column, order.id_); });
  if (!has_id)
    order.keys_.push_back({table.id, !order.keys_.empty() && order.keys_.back().is_descending});
  return order;
}

absl::Status Order::Add(absl::string_view part, int position, const ColumnTable& table) {
  const std::vector<std::string> words =
      absl::StrSplit(part, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  const bool has_direction = words.size() == 2 && (words[1] == "desc" || words[1] == "asc");
  if (words.size() != 1 && !has_direction)
    return InvalidFilter("order_by is a list of fields, each with an optional ' desc'", position);
  const ColumnMatch match = FindColumn(table, words[0]);
  if (match.column == nullptr) return NoSuchColumn(match, words[0], position);
  if (!Sorts(*match.column))
    return InvalidFilter(absl::StrCat("Lists cannot be sorted by '", words[0], "'"), position,
                         words[0]);
  for (const Key& key : keys_)
    if (IsSame(key.column, *match.column))
      return InvalidFilter(absl::StrCat("'", words[0], "' occurs twice"), position, words[0]);
  if (keys_.size() == kFieldsMax)
    return InvalidFilter(absl::StrCat("order_by has more than ", kFieldsMax, " fields"), position);
  keys_.push_back({*match.column, has_direction && words[1] == "desc"});
  return absl::OkStatus();
}

bool Order::IsSame(const Column& a, const Column& b) { return absl::string_view(a.sql) == b.sql; }

std::string Order::OrderBy() const {
  return absl::StrCat("ORDER BY ", absl::StrJoin(keys_, ", ", [](std::string* out, const Key& key) {
                        absl::StrAppend(out, Expression(key.column),
                                        key.is_descending ? " DESC" : "");
                      }));
}

absl::StatusOr<Sql> Order::After(const std::vector<Value>& keys, int first_param) const {
  bool fits = keys.size() == keys_.size();
  for (size_t i = 0; fits && i < keys.size(); ++i) fits = Holds(keys[i], keys_[i].column.type);
  if (!fits)
    return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_PAGE_TOKEN,
                        "The page token does not belong to this list.");
  std::vector<std::string> columns, params;
  bool is_row_wise = true;
  for (size_t i = 0; i < keys_.size(); ++i) {
    columns.push_back(Expression(keys_[i].column));
    params.push_back(absl::StrCat("$", first_param + i, "::", CastOf(keys_[i].column.type)));
    is_row_wise = is_row_wise && !keys_[i].column.nullable &&
                  keys_[i].is_descending == keys_[0].is_descending;
  }
  if (is_row_wise)
    return Sql{
        absl::StrCat("(", absl::StrJoin(columns, ", "), ")", keys_[0].is_descending ? " < " : " > ",
                     "(", absl::StrJoin(params, ", "), ")"),
        keys};
  // From the last key outwards: a > x OR (a = x AND (b > y OR (b = y AND …))).
  std::string text;
  for (size_t i = keys_.size(); i-- > 0;) {
    std::string beyond =
        absl::StrCat(columns[i], keys_[i].is_descending ? " < " : " > ", params[i]);
    text = text.empty() ? beyond
                        : absl::StrCat("(", beyond, " OR (", columns[i], " = ", params[i], " AND ",
                                       text, "))");
  }
  return Sql{std::move(text), keys};
}

std::vector<Value> Order::KeysOf(const Message& resource, Value id) const {
  std::vector<Value> keys;
  for (const Key& key : keys_) {
    const bool is_id = IsSame(key.column, id_);
    keys.push_back(is_id ? id : KeyOf(resource, key.column));
  }
  return keys;
}

}  // namespace steward::resource
