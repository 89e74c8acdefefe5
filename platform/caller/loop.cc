#include "platform/caller/loop.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "absl/types/optional.h"

namespace steward::rpc {

class Loop::Alarm final : public Timer, public std::enable_shared_from_this<Alarm> {
 public:
  Alarm(Loop& loop, std::function<void()> work) : loop_(loop), work_(std::move(work)) {}

  void Set(absl::Duration delay) {
    loop_.alarms_.insert(this);
    timer_.emplace(loop_.io_, absl::ToChronoNanoseconds(delay));
    timer_->async_wait([self = shared_from_this(), this](const boost::system::error_code&) {
      // Abandoned: the loop is gone.
      if (!timer_) return;
      timer_.reset();
      loop_.alarms_.erase(this);
      if (const auto work = std::exchange(work_, nullptr)) work();
    });
  }
  void Cancel() override {
    work_ = nullptr;
    if (timer_) timer_->cancel();
  }
  // What it gives back it still holds.
  std::function<void()> Abandon() {
    timer_.reset();
    return std::exchange(work_, nullptr);
  }

 private:
  Loop& loop_;
  // While it waits; whoever holds an alarm may outlive the loop's context.
  absl::optional<boost::asio::steady_timer> timer_;
  std::function<void()> work_;
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

}  // namespace steward::rpc
