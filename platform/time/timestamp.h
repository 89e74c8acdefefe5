#pragma once

// Between absl::Time and google.protobuf.Timestamp. Microseconds, as PostgreSQL keeps them.

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "google/protobuf/timestamp.pb.h"

namespace steward {

inline absl::Time FromProto(const google::protobuf::Timestamp& proto) {
  return absl::FromUnixSeconds(proto.seconds()) + absl::Nanoseconds(proto.nanos());
}

// Of a field that may not be set: OptionalFromProto(ticket.has_close_time(), ticket.close_time()).
inline absl::optional<absl::Time> OptionalFromProto(bool is_set,
                                                    const google::protobuf::Timestamp& proto) {
  return is_set ? absl::make_optional(FromProto(proto)) : absl::nullopt;
}

inline google::protobuf::Timestamp ToProto(absl::Time time) {
  const int64_t micros = absl::ToUnixMicros(time);
  google::protobuf::Timestamp proto;
  int64_t seconds = micros / 1000000;
  int64_t rest = micros % 1000000;
  if (rest < 0) {
    rest += 1000000;
    --seconds;
  }
  proto.set_seconds(seconds);
  proto.set_nanos(static_cast<int32_t>(rest * 1000));
  return proto;
}

}  // namespace steward
