#pragma once

// The connections that a server has on one loop.

#include <atomic>
#include <cstddef>
#include <memory>
#include <unordered_set>

#include "absl/time/time.h"
#include "platform/http2/connection.h"

namespace steward::http2 {

// Belongs to the thread of the loop.
class Connections {
 public:
  // Starts it; one that comes after Drain is to end soon, one after Close ends at once.
  void Add(std::shared_ptr<Connection> connection);
  void Tick(absl::Time now);
  void Drain();
  void Close();
  // How often Tick is to be called.
  absl::Duration pause() const { return is_draining_ ? absl::Milliseconds(10) : absl::Seconds(1); }
  // How many there are. Any thread.
  size_t size() const { return size_; }

 private:
  std::unordered_set<std::shared_ptr<Connection>> all_;
  std::atomic<size_t> size_{0};
  bool is_draining_ = false, is_closed_ = false;
};

}  // namespace steward::http2
