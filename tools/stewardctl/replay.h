#pragma once

// When the events that were kept have been read.

#include <map>
#include <string>

#include "absl/time/time.h"
#include "steward/event/v1/event_service.pb.h"

namespace steward::ctl {

// A stream mixes the events of several services, and does not say which services there are nor how
// far each was read. So a replay ends when every service has either sent an event younger than the
// start, or nothing during 10 s of waiting. Not thread-safe.
class Replay {
 public:
  // `start` by the clock of this machine, which may be behind the server's by a minute.
  explicit Replay(absl::Time start) : start_(start) {}

  // Takes each message in turn and returns whether everything kept came before it. `waited`: for
  // how long there was nothing to read; `is_first`: of a stream, which begins the waiting anew.
  bool IsOver(const event::v1::WatchResponse& message, bool is_first, absl::Duration waited);

 private:
  struct Service {
    // How long was waited in this stream when its last event came.
    absl::Duration heard;
    bool is_past_start = false;
  };

  const absl::Time start_;
  absl::Duration waited_;
  std::map<std::string, Service> services_;
};

}  // namespace steward::ctl
