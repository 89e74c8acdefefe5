#pragma once

// A call as it comes in, and as it goes out again, in plain types. Inside platform/rpc only.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace steward::rpc {

// Names in lower case.
using Metadata = std::vector<std::pair<std::string, std::string>>;

// What came with the request, or before the requests.
struct Incoming {
  // Values of names that end in "-bin" are decoded.
  Metadata metadata;
  // InfiniteFuture: the caller set none.
  absl::Time deadline = absl::InfiniteFuture();
  // The names of the kind URI in the certificate that the peer showed.
  std::vector<std::string> peer;

  // The first of this name; empty when there is none.
  absl::string_view Find(absl::string_view name) const {
    for (const auto& [key, value] : metadata)
      if (key == name) return value;
    return {};
  }
};

struct Outcome {
  absl::Status status;
  // The response message, when `status` is OK.
  std::string response;
  Metadata metadata;
};

}  // namespace steward::rpc
