#pragma once

// Follows the changes of a tenant, and goes on by itself where a stream ended.

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "steward/event/v1/event_service.pb.h"
#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

class Follower {
 public:
  // Gets each message, bookmarks too, and whether it is the first of a stream; returns whether to
  // go on.
  using Receive =
      std::function<absl::StatusOr<bool>(const event::v1::WatchResponse& message, bool is_first)>;

  // `method` is that of `events watch`. Both must outlive the follower.
  Follower(Client& client, Contract& contract, const Command& watch)
      : client_(client), contract_(contract), watch_(watch) {}

  // Begins with `request`, whose `from` moves on. Returns when `receive` wants no more. A stream
  // that ended, or a server that cannot be reached any more, is tried again for as long as it
  // takes; one that never could be reached is an error after a few attempts.
  absl::Status Follow(event::v1::WatchRequest request, const Receive& receive);

 private:
  Client& client_;
  Contract& contract_;
  const Command& watch_;
};

// Values of a flag that may be repeated, and may hold several with commas.
std::vector<std::string> Several(const Words& words, absl::string_view flag);

// `events watch`, `events replay`, and `watch` of every noun whose resources have events.
std::vector<BuiltIn> WatchCommands(const Catalog& catalog);

}  // namespace steward::ctl
