#pragma once

// PostgreSQL's type numbers (pg_type.dat) and its clock, which counts microseconds since
// 2000-01-01.

#include <cstdint>

#include "absl/time/time.h"

namespace steward::pg {

inline constexpr unsigned kBoolOid = 16;
inline constexpr unsigned kByteaOid = 17;
inline constexpr unsigned kInt8Oid = 20;
inline constexpr unsigned kInt2Oid = 21;
inline constexpr unsigned kTextOid = 25;
inline constexpr unsigned kFloat8Oid = 701;
inline constexpr unsigned kBoolArrayOid = 1000;
inline constexpr unsigned kByteaArrayOid = 1001;
inline constexpr unsigned kInt2ArrayOid = 1005;
inline constexpr unsigned kTextArrayOid = 1009;
inline constexpr unsigned kInt8ArrayOid = 1016;
inline constexpr unsigned kFloat8ArrayOid = 1022;
inline constexpr unsigned kTimestamptzOid = 1184;
inline constexpr unsigned kTimestamptzArrayOid = 1185;

inline constexpr int64_t kEpochMicros = 946684800000000;  // 2000-01-01 as Unix time

// The infinities are PostgreSQL's '-infinity' and 'infinity'.
inline int64_t ToPgMicros(absl::Time time) {
  if (time == absl::InfinitePast()) return INT64_MIN;
  if (time == absl::InfiniteFuture()) return INT64_MAX;
  return absl::ToUnixMicros(time) - kEpochMicros;
}
inline absl::Time FromPgMicros(int64_t micros) {
  if (micros == INT64_MIN) return absl::InfinitePast();
  if (micros == INT64_MAX) return absl::InfiniteFuture();
  return absl::FromUnixMicros(micros + kEpochMicros);
}

}  // namespace steward::pg
