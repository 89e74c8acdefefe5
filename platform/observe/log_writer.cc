#include "platform/observe/log_writer.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

namespace steward::observe {
namespace {

// Waking the writer costs the caller a system call, so it sleeps this long to gather a batch.
constexpr std::chrono::milliseconds kGather(10);
constexpr absl::Duration kLastWords = absl::Seconds(2);

}  // namespace

LogWriter::LogWriter(int descriptor, size_t buffer_bytes_max)
    : descriptor_(descriptor), buffer_bytes_max_(buffer_bytes_max), thread_([this] { Run(); }) {}

LogWriter::~LogWriter() {
  Flush(kLastWords);
  abandon_ = true;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void LogWriter::Write(absl::string_view line) {
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || pending_.size() + line.size() > buffer_bytes_max_) {
      dropped_.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    pending_.append(line.data(), line.size());
    bool half_full = pending_.size() > buffer_bytes_max_ / 2;
    wake = idle_ || (gathering_ && half_full);
    hurry_ = hurry_ || half_full;
    if (wake) idle_ = gathering_ = false;
  }
  if (wake) wake_.notify_one();
}

bool LogWriter::Flush(absl::Duration patience) {
  std::unique_lock lock(mutex_);
  uint64_t goal = pending_.empty() ? taken_ : taken_ + 1;
  hurry_ = true;
  wake_.notify_one();
  return out_.wait_for(lock, absl::ToChronoNanoseconds(patience),
                       [this, goal] { return written_ >= goal; });
}

void LogWriter::Run() {
  std::string batch;
  std::unique_lock lock(mutex_);
  while (true) {
    while (pending_.empty() && !stopping_) {
      idle_ = true;
      wake_.wait(lock);
    }
    idle_ = false;
    if (pending_.empty()) return;
    gathering_ = true;
    wake_.wait_for(lock, kGather, [this] { return hurry_ || stopping_; });
    gathering_ = hurry_ = false;
    batch.clear();
    batch.swap(pending_);
    pending_.reserve(batch.capacity());
    ++taken_;
    lock.unlock();
    bool put = Put(batch);
    lock.lock();
    if (!put) dropped_ += std::count(batch.begin(), batch.end(), '\n');
    ++written_;
    out_.notify_all();
  }
}

bool LogWriter::Put(absl::string_view batch) {
  while (!batch.empty()) {
    // A descriptor whose reader is stuck must not keep the process from ending.
    pollfd ready{descriptor_, POLLOUT, 0};
    if (poll(&ready, 1, 100) == 0) {
      if (abandon_) return false;
      continue;
    }
    // At most PIPE_BUF bytes: what poll promised to fit into a pipe without blocking.
    ssize_t put = write(descriptor_, batch.data(), std::min<size_t>(batch.size(), 4096));
    if (put < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (put < 0) return false;
    batch.remove_prefix(static_cast<size_t>(put));
  }
  return true;
}

}  // namespace steward::observe
