#include "platform/fiber/blocking.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "platform/fiber/event.h"
#include "platform/fiber/scheduler.h"

namespace steward::fiber {
namespace {

constexpr int kThreadsMax = 16;

struct Work {
  const std::function<void()>* run;
  Event done;
};

// Lives as long as the process: its threads end with it.
class Threads {
 public:
  void Run(Work* work) {
    {
      std::lock_guard lock(mutex_);
      waiting_.push_back(work);
      if (idle_ < static_cast<int>(waiting_.size()) && threads_ < kThreadsMax) {
        ++threads_;
        std::thread([this] { Loop(); }).detach();
      }
    }
    arrived_.notify_one();
    work->done.Wait(absl::InfiniteFuture());
  }

 private:
  [[noreturn]] void Loop() {
    std::unique_lock lock(mutex_);
    while (true) {
      ++idle_;
      arrived_.wait(lock, [&] { return !waiting_.empty(); });
      --idle_;
      Work* work = waiting_.front();
      waiting_.pop_front();
      lock.unlock();
      (*work->run)();
      work->done.Notify();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Work*> waiting_;
  int threads_ = 0;
  int idle_ = 0;
};

}  // namespace

void RunBlocking(const std::function<void()>& work) {
  static auto* threads = new Threads;
  if (!Scheduler::IsOnFiber()) return work();
  Work item{&work, {}};
  threads->Run(&item);
}

}  // namespace steward::fiber
