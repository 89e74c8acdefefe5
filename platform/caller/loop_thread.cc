#include "platform/caller/loop_thread.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <thread>

namespace steward::rpc {

struct LoopThread::Parts {
  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
  Loop loop{io};
  std::thread thread{[this] { io.run(); }};
};

LoopThread::LoopThread() : parts_(std::make_unique<Parts>()) {}

LoopThread::~LoopThread() { Stop(); }

Loop& LoopThread::loop() { return parts_->loop; }

void LoopThread::Run(const std::function<void()>& work) {
  std::promise<void> done;
  parts_->loop.Post([&] {
    work();
    done.set_value();
  });
  done.get_future().wait();
}

void LoopThread::Stop() {
  if (!parts_->thread.joinable()) return;
  parts_->io.stop();
  parts_->thread.join();
}

}  // namespace steward::rpc
