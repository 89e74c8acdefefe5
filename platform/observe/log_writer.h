#pragma once

// Carries lines from the threads that serve calls to a file descriptor, without ever making them
// wait: what does not fit into the buffer is dropped and counted.

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace steward::observe {

// Thread-safe. One thread writes in batches, at most 10 ms after the first line of a batch. Lines
// come out whole and in the order of Write.
class LogWriter {
 public:
  // `descriptor` stays open for the life of the writer, which does not own it.
  LogWriter(int descriptor, size_t buffer_bytes_max);
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;
  // Writes what is left, for two seconds at most if the reader of the descriptor is stuck.
  ~LogWriter();

  // Takes a line with its line end; never blocks on I/O.
  void Write(absl::string_view line);

  // Waits until every line written so far is out, or `patience` has passed; true if all are out.
  bool Flush(absl::Duration patience);

  // Lines dropped since the start, because the buffer was full or the descriptor failed.
  uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  void Run();
  bool Put(absl::string_view batch);

  const int descriptor_;
  const size_t buffer_bytes_max_;
  // Guards what follows up to `stopping_`.
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable out_;
  std::string pending_;
  // The writer waits for the first line of a batch, or gathers one.
  bool idle_ = false;
  bool gathering_ = false;
  // Batches are numbered: `taken_` counts those swapped out, `written_` those that are out.
  uint64_t taken_ = 0;
  uint64_t written_ = 0;
  bool hurry_ = false;
  bool stopping_ = false;
  std::atomic<bool> abandon_{false};
  std::atomic<uint64_t> dropped_{0};
  std::thread thread_;
};

}  // namespace steward::observe
