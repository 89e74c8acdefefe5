#include "gateway/proxy/loop.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

namespace steward::gateway {

class Loop::Alarm final : public Timer, public std::enable_shared_from_this<Alarm> {
 public:
  Alarm(Loop& loop, std::function<void()> work)
      : loop_(loop), timer_(loop.io_), work_(std::move(work)) {}

  void Set(absl::Duration delay) {
    loop_.alarms_.insert(this);
    timer_.expires_after(absl::ToChronoNanoseconds(delay));
    timer_.async_wait([self = shared_from_this(), this](const boost::system::error_code&) {
      // Abandoned: the loop is gone.
      if (!is_waiting_) return;
      is_waiting_ = false;
      loop_.alarms_.erase(this);
      if (const auto work = std::exchange(work_, nullptr)) work();
    });
  }
  void Cancel() override {
    work_ = nullptr;
    if (is_waiting_) timer_.cancel();
  }
  // What it gives back it still holds.
  std::function<void()> Abandon() {
    is_waiting_ = false;
    return std::exchange(work_, nullptr);
  }

 private:
  Loop& loop_;
  boost::asio::steady_timer timer_;
  std::function<void()> work_;
  bool is_waiting_ = true;
};

Loop::~Loop() { Shutdown(); }

void Loop::Post(std::function<void()> work) {
  if (shut_down_) return;
  boost::asio::post(io_, [this, work = std::move(work)] {
    if (!shut_down_) work();
  });
}

std::shared_ptr<Timer> Loop::After(absl::Duration delay, std::function<void()> work) {
  auto alarm = std::make_shared<Alarm>(*this, std::move(work));
  if (!shut_down_) alarm->Set(delay);
  return alarm;
}

void Loop::Shutdown() {
  shut_down_ = true;
  // Work that dies may set or cancel others.
  for (Alarm* alarm : std::exchange(alarms_, {})) alarm->Abandon();
}

}  // namespace steward::gateway
