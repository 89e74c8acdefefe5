#pragma once

// Whether the body of a request arrives fast enough: slow ones hold connections and memory.

#include <chrono>
#include <cstddef>

namespace steward::gateway {

// The time during which nobody waits for the client does not count.
class BodyPace {
 public:
  using Clock = std::chrono::steady_clock;

  // At least `bytes_per_second` on the average, once `grace` was waited; 0: any.
  explicit BodyPace(size_t bytes_per_second, Clock::duration grace = std::chrono::seconds(5))
      : bytes_per_second_(bytes_per_second), grace_(grace) {}

  void Begin() {
    waited_ = {};
    bytes_ = 0;
    waiting_ = false;
  }
  // The client has to send.
  void Wait(Clock::time_point now) {
    since_ = now;
    waiting_ = true;
  }
  // It did.
  void Arrived(size_t bytes, Clock::time_point now) {
    waited_ = Waited(now);
    waiting_ = false;
    bytes_ += bytes;
  }
  bool IsTooSlow(Clock::time_point now) const {
    const auto waited = Waited(now);
    if (bytes_per_second_ == 0 || waited <= grace_) return false;
    const double seconds = std::chrono::duration<double>(waited).count();
    return static_cast<double>(bytes_) < seconds * static_cast<double>(bytes_per_second_);
  }

 private:
  Clock::duration Waited(Clock::time_point now) const {
    return waiting_ ? waited_ + (now - since_) : waited_;
  }

  const size_t bytes_per_second_;
  const Clock::duration grace_;
  Clock::duration waited_{};
  Clock::time_point since_;
  size_t bytes_ = 0;
  bool waiting_ = false;
};

}  // namespace steward::gateway
