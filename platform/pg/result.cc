#include "platform/pg/result.h"

#include <libpq-fe.h>

#include <cstring>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/pg/types.h"

namespace steward::pg {

Result::Result(pg_result* result) : result_(result, PQclear) {}

int Result::rows() const { return result_ ? PQntuples(result_.get()) : 0; }

int64_t Result::affected() const {
  int64_t count = 0;
  if (result_ && !absl::SimpleAtoi(PQcmdTuples(result_.get()), &count)) return 0;
  return count;
}

bool Result::IsNull(int row, int column) const {
  return PQgetisnull(result_.get(), row, column) == 1;
}

int64_t Result::Int(int row, int column) const {
  const char* data = PQgetvalue(result_.get(), row, column);
  switch (PQgetlength(result_.get(), row, column)) {
    case 2: {
      uint16_t value;
      std::memcpy(&value, data, sizeof(value));
      return static_cast<int16_t>(__builtin_bswap16(value));
    }
    case 4: {
      uint32_t value;
      std::memcpy(&value, data, sizeof(value));
      return static_cast<int32_t>(__builtin_bswap32(value));
    }
    case 8: {
      uint64_t value;
      std::memcpy(&value, data, sizeof(value));
      return static_cast<int64_t>(__builtin_bswap64(value));
    }
    default:
      return 0;
  }
}

bool Result::Bool(int row, int column) const {
  return PQgetvalue(result_.get(), row, column)[0] != 0;
}

absl::Time Result::Time(int row, int column) const { return FromPgMicros(Int(row, column)); }

absl::string_view Result::Bytes(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<size_t>(PQgetlength(result_.get(), row, column))};
}

std::string Result::Text(int row, int column) const { return std::string(Bytes(row, column)); }

std::string Result::Uuid(int row, int column) const {
  std::string hex = absl::BytesToHexString(Bytes(row, column));
  if (hex.size() != 32) return hex;
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

}  // namespace steward::pg
