#pragma once

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace steward::notification {

// Sets a timestamp to a finite time, down to its nanoseconds.
inline void SetTimestamp(absl::Time time, google::protobuf::Timestamp* timestamp) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  timestamp->set_seconds(seconds);
  timestamp->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

}  // namespace steward::notification
