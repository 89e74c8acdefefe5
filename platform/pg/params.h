#pragma once

// Parameters of a statement, encoded in PostgreSQL's binary format as they are added:
//
//   pg::Params params;
//   params.Text(tenant).Int(version).Time(call.now());
//
// Not thread-safe.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"

namespace steward::pg {

class Params {
 public:
  Params& Text(absl::string_view value);
  Params& Bytes(absl::string_view value);
  Params& Int(int64_t value);    // bigint
  Params& Small(int16_t value);  // smallint
  Params& Bool(bool value);
  Params& Double(double value);
  Params& Time(absl::Time value);  // timestamptz, microseconds
  Params& OptionalTime(absl::optional<absl::Time> value);
  Params& TextArray(absl::Span<const std::string> values);
  Params& BytesArray(absl::Span<const std::string> values);
  Params& IntArray(absl::Span<const int64_t> values);
  Params& SmallArray(absl::Span<const int64_t> values);
  Params& TimeArray(absl::Span<const absl::Time> values);

  // One array for each parameter, with one element for each of `rows`: what a statement over
  // unnest takes. All rows have parameters of the same types, none of them an array itself.
  static Params Columns(absl::Span<const Params* const> rows);
  static Params Columns(absl::Span<const Params> rows);

  // Overwrites a parameter that was added with Int. `index` counts from 0.
  void SetInt(int index, int64_t value);

  int size() const { return static_cast<int>(slots_.size()); }
  size_t bytes() const { return buffer_.size(); }

  // What libpq takes; valid until the next change.
  struct View {
    std::vector<unsigned> types;
    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<int> formats;
  };
  void Fill(View* view) const;

 private:
  struct Slot {
    unsigned type;
    int offset;
    int length;  // -1: NULL
  };
  void Begin(unsigned type);
  void End();
  void BeginArray(unsigned element_type, size_t size, bool has_null = false);
  void Put16(uint16_t value);
  void Put32(uint32_t value);
  void Put64(uint64_t value);

  std::string buffer_;
  std::vector<Slot> slots_;
};

}  // namespace steward::pg
