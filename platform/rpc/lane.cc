#include "platform/rpc/lane.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <utility>

#include "absl/time/clock.h"
#include "platform/rpc/connection.h"

namespace steward::rpc {
namespace {

constexpr std::chrono::milliseconds kTick{1000}, kTickOfDrain{10};

}  // namespace

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
    for (const auto& connection : connections_) connection->Close();
    stopping_ = true;
  });
  thread_.join();
}

void Lane::Post(std::function<void()> work) { boost::asio::post(io_, std::move(work)); }

void Lane::Add(std::shared_ptr<Connection> connection) {
  // A lane that stops has closed all it had.
  if (stopping_) return connection->Close();
  connections_.insert(connection);
  count_ = static_cast<int>(connections_.size());
  connection->Start();
  if (draining_) connection->Drain();
}

void Lane::FlushLater(std::shared_ptr<Connection> connection) {
  flushed_later_.push_back(std::move(connection));
}

void Lane::Drain() {
  draining_ = true;
  for (const auto& connection : connections_) connection->Drain();
  Tick();
}

void Lane::Tick() {
  const absl::Time now = absl::Now();
  for (const auto& connection : connections_) connection->Tick(now);
  for (auto it = connections_.begin(); it != connections_.end();)
    it = (*it)->is_closed() ? connections_.erase(it) : std::next(it);
  count_ = static_cast<int>(connections_.size());
  ticker_.expires_after(draining_ ? kTickOfDrain : kTick);
  ticker_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) Tick();
  });
}

void Lane::Loop() {
  while (!stopping_ || !scheduler_.MayEnd()) {
    absl::Time until = scheduler_.NextDeadline();
    if (stopping_) until = std::min(until, absl::Now() + absl::Milliseconds(1));
    const size_t ran = until == absl::UnixEpoch()
                           ? io_.poll_one()
                           : io_.run_one_until(absl::ToChronoTime(until));
    if (ran == 0) scheduler_.EndBurst();
    scheduler_.RunReady();
    flushing_.swap(flushed_later_);
    for (const auto& connection : flushing_) connection->Flush();
    flushing_.clear();
  }
  connections_.clear();
}

}  // namespace steward::rpc
