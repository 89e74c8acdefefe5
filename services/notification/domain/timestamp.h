#pragma once

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "platform/time/timestamp.h"

namespace steward::notification {

// Sets a timestamp to a finite time, down to its microseconds: no more is kept.
inline void SetTimestamp(absl::Time time, google::protobuf::Timestamp* timestamp) {
  *timestamp = ToProto(time);
}

}  // namespace steward::notification
