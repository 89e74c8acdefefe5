#include "platform/resource/columns.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "steward/options/v1/options.pb.h"

namespace steward::resource {
namespace {

using google::protobuf::FieldDescriptor;

constexpr size_t kNameShownMax = 64;
constexpr int kNearestDistanceMax = 2;

int EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string NearestField(const ColumnTable& table, absl::string_view field) {
  std::string nearest;
  int best = kNearestDistanceMax + 1;
  if (field.size() > kNameShownMax) return nearest;
  for (const Column& column : table.columns) {
    const int distance = EditDistance(field, column.field);
    if (distance >= best) continue;
    best = distance;
    nearest = column.field;
  }
  return nearest;
}

bool MayFilterBy(const FieldDescriptor* field) {
  const auto& rules = field->options().GetExtension(options::v1::field);
  return !rules.not_filterable() && !rules.secret();
}

bool TypeFits(const FieldDescriptor* field, Column::Type type) {
  if (type == Column::Type::kTextArray)
    return field->is_repeated() && field->type() == FieldDescriptor::TYPE_STRING;
  if (field->is_repeated()) return false;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
      return type == Column::Type::kInt;
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return type == Column::Type::kDouble;
    case FieldDescriptor::CPPTYPE_BOOL:
      return type == Column::Type::kBool;
    case FieldDescriptor::CPPTYPE_ENUM:
      return type == Column::Type::kEnum;
    case FieldDescriptor::CPPTYPE_STRING:
      return type == Column::Type::kText && field->type() == FieldDescriptor::TYPE_STRING;
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const std::string& name = field->message_type()->full_name();
      return (type == Column::Type::kTimestamp && name == "google.protobuf.Timestamp") ||
             (type == Column::Type::kDuration && name == "google.protobuf.Duration");
    }
    default:
      return false;
  }
}

}  // namespace

absl::Status CheckColumns(const ColumnTable& table) {
  for (const Column& column : table.columns) {
    const FieldDescriptor* field = table.resource->FindFieldByName(column.field);
    if (field == nullptr || !MayFilterBy(field) || !TypeFits(field, column.type))
      return errors::Internal(absl::StrCat("the column of field '", column.field, "' does not fit ",
                                           table.resource->full_name()));
  }
  for (const Column& column : table.rule_columns) {
    const FieldDescriptor* field = table.resource->FindFieldByName(column.field);
    if (field == nullptr || !TypeFits(field, column.type))
      return errors::Internal(absl::StrCat("the column of the rule for '", column.field,
                                           "' does not fit ", table.resource->full_name()));
  }
  const bool id_sorts = table.id.type != Column::Type::kTextArray &&
                        table.id.type != Column::Type::kDuration && !table.id.nullable;
  return id_sorts ? absl::OkStatus() : errors::Internal("the id column cannot break ties");
}

ColumnMatch FindColumn(const ColumnTable& table, absl::string_view field) {
  ColumnMatch match;
  const FieldDescriptor* known = table.resource->FindFieldByName(std::string(field));
  const bool may_filter = known == nullptr || MayFilterBy(known);
  for (const Column& column : table.columns)
    if (field == column.field && may_filter) match.column = &column;
  if (match.column != nullptr && table.check_readable != nullptr) {
    match.permission = table.check_readable(field);
    if (!match.permission.ok()) match.column = nullptr;
  }
  match.is_refused = match.column == nullptr && known != nullptr;
  if (match.column == nullptr && !match.is_refused) match.nearest = NearestField(table, field);
  return match;
}

absl::string_view CastOf(Column::Type type) {
  switch (type) {
    case Column::Type::kText:
    case Column::Type::kTextArray:  // What is compared with an array is one element.
      return "text";
    case Column::Type::kInt:
      return "bigint";
    case Column::Type::kDouble:
      return "double precision";
    case Column::Type::kBool:
      return "boolean";
    case Column::Type::kTimestamp:
      return "timestamptz";
    case Column::Type::kDuration:
      return "interval";
    case Column::Type::kEnum:
      return "smallint";
  }
  return "text";
}

absl::Status InvalidFilter(absl::string_view message, int column, absl::string_view field,
                           absl::string_view nearest) {
  errors::Metadata metadata = {{"column", absl::StrCat(column)}};
  std::string shown(field.substr(0, kNameShownMax));
  for (char& c : shown)
    if (!absl::ascii_isalnum(c) && c != '_' && c != '.') c = '_';
  if (!shown.empty()) metadata.emplace_back("field", shown);
  if (!nearest.empty()) metadata.emplace_back("nearest", std::string(nearest));
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_FILTER,
                      absl::StrCat(message, " (at character ", column, ")"), metadata);
}

absl::Status NoSuchColumn(const ColumnMatch& match, absl::string_view field, int column) {
  if (!match.permission.ok()) return match.permission;
  if (match.is_refused)
    return InvalidFilter(absl::StrCat("Lists cannot filter or sort by '", field, "'"), column,
                         field);
  std::string text = "The resource has no such field";
  if (!match.nearest.empty()) absl::StrAppend(&text, "; did you mean '", match.nearest, "'?");
  return InvalidFilter(text, column, field, match.nearest);
}

}  // namespace steward::resource
