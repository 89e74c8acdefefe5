#pragma once

// Rows of one statement, in binary format. Copies share the rows; reading is thread-safe.

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

struct pg_result;

namespace steward::pg {

class Result {
 public:
  Result() = default;
  // Takes ownership.
  explicit Result(pg_result* result);

  int rows() const;
  // Rows inserted, updated or deleted.
  int64_t affected() const;

  // Columns count from 0. The column must be of a matching type and, but for IsNull, not NULL.
  bool IsNull(int row, int column) const;
  int64_t Int(int row, int column) const;  // smallint, integer or bigint
  bool Bool(int row, int column) const;
  absl::Time Time(int row, int column) const;
  absl::string_view Bytes(int row,
                          int column) const;  // text or bytea; valid as long as a copy lives
  std::string Text(int row, int column) const;
  // uuid as lower-case text.
  std::string Uuid(int row, int column) const;

 private:
  std::shared_ptr<pg_result> result_;
};

// One row of a Result.
struct Row {
  Result result;
  int index = 0;

  bool IsNull(int column) const { return result.IsNull(index, column); }
  int64_t Int(int column) const { return result.Int(index, column); }
  bool Bool(int column) const { return result.Bool(index, column); }
  absl::Time Time(int column) const { return result.Time(index, column); }
  absl::string_view Bytes(int column) const { return result.Bytes(index, column); }
  std::string Text(int column) const { return result.Text(index, column); }
};

}  // namespace steward::pg
