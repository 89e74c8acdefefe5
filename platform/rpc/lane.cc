#include "platform/rpc/lane.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "absl/time/clock.h"

namespace steward::rpc {

Lane::Lane()
    : scheduler_([this] {
        // What is posted does nothing: it makes the loop turn.
        boost::asio::post(io_, [] {});
      }) {}

Lane::~Lane() { Stop(); }

void Lane::Start() {
  thread_ = std::thread([this] { Loop(); });
  Post([this] { Tick(); });
}

void Lane::Stop() {
  if (!thread_.joinable()) return;
  Post([this] {
    connections_.Close();
    stopping_ = true;
  });
  thread_.join();
}

void Lane::Post(std::function<void()> work) { boost::asio::post(io_, std::move(work)); }

void Lane::FlushLater(std::shared_ptr<http2::Connection> connection) {
  flushed_later_.push_back(std::move(connection));
}

void Lane::Drain() {
  connections_.Drain();
  Tick();
}

void Lane::Tick() {
  connections_.Tick(absl::Now());
  ticker_.expires_after(absl::ToChronoNanoseconds(connections_.pause()));
  ticker_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) Tick();
  });
}

void Lane::Loop() {
  while (!stopping_ || !scheduler_.MayEnd()) {
    absl::Time until = scheduler_.NextDeadline();
    // A connection that has more to send than it may at once.
    if (!flushed_later_.empty()) until = absl::UnixEpoch();
    if (stopping_) until = std::min(until, absl::Now() + absl::Milliseconds(1));
    const size_t ran =
        until == absl::UnixEpoch() ? io_.poll_one() : io_.run_one_until(absl::ToChronoTime(until));
    if (ran == 0) scheduler_.EndBurst();
    scheduler_.RunReady();
    flushing_.swap(flushed_later_);
    for (const auto& connection : flushing_) connection->Flush();
    flushing_.clear();
  }
}

}  // namespace steward::rpc
