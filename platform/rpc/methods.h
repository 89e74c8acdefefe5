#pragma once

// What a server answers. Inside platform/rpc only.

#include <functional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/fiber/event.h"
#include "platform/rpc/raw_service.h"

namespace steward::rpc {

// The answers of one call that has many. Of its fiber.
class MessageSink {
 public:
  virtual ~MessageSink() = default;

  virtual void Send(absl::string_view message) = 0;
  // Waits until `event` happens. False: the caller is gone, or its deadline has passed.
  virtual bool Await(fiber::Event& event) = 0;
};

// Runs on a fiber of the lane that the call came to; returns how the stream ends.
using Watch = std::function<absl::Status(absl::string_view request, MessageSink& sink)>;

// A path is in one of the two.
struct Methods {
  RawService services;
  absl::flat_hash_map<std::string, Watch> watches;
};

}  // namespace steward::rpc
