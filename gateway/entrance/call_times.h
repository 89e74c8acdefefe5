#pragma once

// How long calls may take.

#include <algorithm>

#include "absl/time/time.h"
#include "gateway/api/api.h"

namespace steward::gateway {

struct CallTimes {
  // Where the client gave no deadline.
  absl::Duration read = absl::Seconds(5);
  absl::Duration write = absl::Seconds(10);
  // Of a call whose requests come as a stream.
  absl::Duration upload = absl::Minutes(1);
  // No client's deadline reaches further, except for uploads.
  absl::Duration most = absl::Seconds(60);

  // `given` is the client's deadline; InfiniteFuture when it gave none.
  absl::Time DeadlineOf(const Method& method, absl::Time start, absl::Time given) const {
    const bool is_upload = method.client_streaming;
    if (given != absl::InfiniteFuture())
      return std::min(given, start + (is_upload ? upload : most));
    return start + (is_upload ? upload : method.reads_only ? read : write);
  }
};

}  // namespace steward::gateway
