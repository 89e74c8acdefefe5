#pragma once

// For tests: a loop with a thread of its own.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <future>
#include <thread>

#include "gateway/proxy/loop.h"

namespace steward::gateway {

class LoopForTest {
 public:
  LoopForTest() : thread_([this] { io_.run(); }) {}
  ~LoopForTest() { Stop(); }

  Loop& loop() { return loop_; }
  // Runs `work` on the loop and waits for it.
  void Run(const std::function<void()>& work) {
    std::promise<void> done;
    loop_.Post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }
  // Ends the thread.
  void Stop() {
    if (!thread_.joinable()) return;
    io_.stop();
    thread_.join();
  }

 private:
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      io_.get_executor()};
  Loop loop_{io_};
  std::thread thread_;
};

}  // namespace steward::gateway
