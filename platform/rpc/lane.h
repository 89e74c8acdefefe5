#pragma once

// A thread that serves calls: it runs the input and output of its connections, each call on a fiber
// of its own, and wakes when what fibers wait for has happened. Inside platform/rpc only; this
// header needs Asio.

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_set>
#include <vector>

#include "platform/fiber/scheduler.h"

namespace steward::rpc {

class Connection;

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
  void Add(std::shared_ptr<Connection> connection);
  // Has the connection send what it has to, once the calls that can go on have done so: what they
  // answer leaves together.
  void FlushLater(std::shared_ptr<Connection> connection);
  // Lets connections end when their calls have ended, and new ones at once.
  void Drain();

  // How many there are. Any thread.
  int connections() const { return count_; }

 private:
  void Loop();
  void Tick();

  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      io_.get_executor()};
  boost::asio::steady_timer ticker_{io_};
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  std::vector<std::shared_ptr<Connection>> flushed_later_, flushing_;
  std::atomic<int> count_{0};
  bool draining_ = false, stopping_ = false;
  fiber::Scheduler scheduler_;
  std::thread thread_;
};

}  // namespace steward::rpc
