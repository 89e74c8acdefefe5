#pragma once

// A thread that serves calls: it runs the input and output of its connections, each call on a fiber
// of its own, and wakes when what fibers wait for has happened. Inside platform/rpc only; this
// header needs Asio.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "platform/fiber/scheduler.h"
#include "platform/http2/connections.h"

namespace steward::rpc {

class Lane {
 public:
  Lane();
  // Ends as Stop does.
  ~Lane();

  void Start();
  // Cuts off the connections, waits for the calls under way and ends the thread.
  void Stop();

  // Any thread: runs `work` on the lane's.
  void Post(std::function<void()> work);
  boost::asio::io_context& io() { return io_; }

  // Lane thread only, from here on.
  fiber::Scheduler& scheduler() { return scheduler_; }
  // A connection that is to start.
  void Add(std::shared_ptr<http2::Connection> connection) {
    connections_.Add(std::move(connection));
  }
  // Has the connection send what it has to, once the calls that can go on have done so: what they
  // answer leaves together.
  void FlushLater(std::shared_ptr<http2::Connection> connection);
  // Lets connections end when their calls have ended.
  void Drain();

  // How many there are. Any thread.
  size_t connections() const { return connections_.size(); }

 private:
  void Loop();
  void Tick();

  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      io_.get_executor()};
  boost::asio::steady_timer ticker_{io_};
  http2::Connections connections_;
  std::vector<std::shared_ptr<http2::Connection>> flushed_later_, flushing_;
  bool stopping_ = false;
  fiber::Scheduler scheduler_;
  std::thread thread_;
};

}  // namespace steward::rpc
