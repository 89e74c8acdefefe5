#pragma once

// Tables for people.

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "tools/stewardctl/catalog.h"

namespace steward::ctl {

struct Column {
  // "ASSIGNMENT_GROUP".
  std::string title;
  FieldPath path;
};

// Those that the contract names for the message (option `columns`); without any, its name, what
// people call it, its state and when it changed, as far as it has them. `wide`: then all other
// fields that hold one value each.
std::vector<Column> ColumnsOf(const google::protobuf::Descriptor& message, bool wide);

// What stands in a cell: text, numbers and names of enums as they are, times in UTC to the second,
// lists separated by commas, "-" where there is nothing.
std::string CellOf(const google::protobuf::Message& message, const FieldPath& path);

// Lines that end with a line end. Columns are as wide as all rows so far need.
class Table {
 public:
  // Cells longer than `cell_width` are cut off, except in the first column. 0: no limit.
  Table(std::vector<Column> columns, size_t cell_width)
      : columns_(std::move(columns)), cell_width_(cell_width) {}

  // The first call begins with the titles.
  std::string Render(const std::vector<const google::protobuf::Message*>& rows);

 private:
  std::string Line(const std::vector<std::string>& cells) const;

  const std::vector<Column> columns_;
  const size_t cell_width_;
  std::vector<size_t> widths_;
};

}  // namespace steward::ctl
