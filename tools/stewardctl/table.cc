#include "tools/stewardctl/table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "steward/options/v1/options.pb.h"
#include "tools/stewardctl/contract.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr const char* kUsual[] = {"name", "display_name", "title", "state", "update_time"};

bool IsOneValue(const FieldDescriptor& field) {
  return field.message_type() == nullptr || field.message_type()->name() == "Timestamp" ||
         field.message_type()->name() == "Duration";
}

FieldPath PathOf(const Descriptor& message, absl::string_view text) {
  FieldPath path;
  const Descriptor* at = &message;
  for (absl::string_view name : absl::StrSplit(text, '.')) {
    const FieldDescriptor* field = at == nullptr ? nullptr : at->FindFieldByName(std::string(name));
    if (field == nullptr) return {};
    path.push_back(field);
    at = field->message_type();
  }
  return path;
}

void Add(FieldPath path, std::vector<Column>* columns) {
  if (path.empty()) return;
  for (const Column& column : *columns)
    if (column.path == path) return;
  columns->push_back({absl::AsciiStrToUpper(path.back()->name()), std::move(path)});
}

std::string TimeText(const Message& message) {
  google::protobuf::Timestamp time;
  time.ParseFromString(message.SerializeAsString());
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(time.seconds()),
                          absl::UTCTimeZone());
}

std::string MessageText(const Message& message) {
  if (message.GetDescriptor()->name() == "Timestamp") return TimeText(message);
  auto json = Contract::Get().ToJson(message);
  return json.ok() ? *std::move(json) : "";
}

// The value, or an element of the list.
std::string ValueText(const Message& message, const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  const bool many = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? reflection.GetRepeatedString(message, &field, index)
                  : reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value = many ? reflection.GetRepeatedEnum(message, &field, index)
                               : reflection.GetEnum(message, &field);
      return value->number() == 0 ? "" : value->name();
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return (many ? reflection.GetRepeatedBool(message, &field, index)
                   : reflection.GetBool(message, &field))
                 ? "true"
                 : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(many ? reflection.GetRepeatedInt32(message, &field, index)
                               : reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(many ? reflection.GetRepeatedInt64(message, &field, index)
                               : reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrCat(many ? reflection.GetRepeatedDouble(message, &field, index)
                               : reflection.GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (many) return MessageText(reflection.GetRepeatedMessage(message, &field, index));
      return reflection.HasField(message, &field)
                 ? MessageText(reflection.GetMessage(message, &field))
                 : "";
    default:
      return "";
  }
}

}  // namespace

std::vector<Column> ColumnsOf(const Descriptor& message, bool wide) {
  std::vector<Column> columns;
  const auto& options = message.options();
  for (int i = 0; i < options.ExtensionSize(options::v1::columns); ++i)
    Add(PathOf(message, options.GetExtension(options::v1::columns, i)), &columns);
  if (columns.empty())
    for (const char* name : kUsual) Add(PathOf(message, name), &columns);
  if (columns.empty() || wide)
    for (int i = 0; i < message.field_count(); ++i)
      if (IsOneValue(*message.field(i)) && message.field(i)->name() != "etag")
        Add({message.field(i)}, &columns);
  return columns;
}

std::string CellOf(const Message& message, const FieldPath& path) {
  const Message* at = &message;
  for (size_t i = 0; i + 1 < path.size(); ++i) at = &at->GetReflection()->GetMessage(*at, path[i]);
  const FieldDescriptor& field = *path.back();
  std::string text;
  if (!field.is_repeated()) {
    text = ValueText(*at, field, -1);
  } else {
    std::vector<std::string> values;
    for (int i = 0; i < at->GetReflection()->FieldSize(*at, &field); ++i)
      values.push_back(ValueText(*at, field, i));
    text = absl::StrJoin(values, ",");
  }
  return text.empty() ? "-" : Printable(text);
}

std::string Table::Render(const std::vector<const Message*>& rows) {
  std::vector<std::vector<std::string>> lines;
  if (widths_.empty()) {
    widths_.resize(columns_.size());
    lines.emplace_back();
    for (const Column& column : columns_) lines.back().push_back(column.title);
  }
  for (const Message* row : rows) {
    lines.emplace_back();
    for (const Column& column : columns_) {
      std::string cell = CellOf(*row, column.path);
      const bool cut = cell_width_ != 0 && &column != columns_.data();
      lines.back().push_back(cut ? Shortened(cell, cell_width_) : std::move(cell));
    }
  }
  for (const auto& line : lines)
    for (size_t i = 0; i < line.size(); ++i) widths_[i] = std::max(widths_[i], Width(line[i]));
  std::string text;
  for (const auto& line : lines) text += Line(line);
  return text;
}

std::string Table::Line(const std::vector<std::string>& cells) const {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    line += cells[i];
    if (i + 1 == cells.size()) break;
    const size_t width = Width(cells[i]);
    line.append(2 + (width < widths_[i] ? widths_[i] - width : 0), ' ');
  }
  return line + "\n";
}

}  // namespace steward::ctl
