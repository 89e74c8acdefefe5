#pragma once

// One HTTP/1.1 connection that is kept alive (RFC 9112), with one request at a time.

#include <string>

#include "absl/strings/string_view.h"

namespace steward::bench {

// Not thread-safe. After kBroken it is of no use any more.
class RestConnection {
 public:
  enum class State { kWaiting, kAnswered, kBroken };

  // Connects; check `file` for -1.
  explicit RestConnection(const std::string& address);
  ~RestConnection();
  RestConnection(const RestConnection&) = delete;
  RestConnection& operator=(const RestConnection&) = delete;

  int file() const { return file_; }
  // Requests are small enough to be taken whole by a socket that is idle.
  bool Send(absl::string_view request);
  // Reads what has arrived. Answers must have a Content-Length.
  State Receive();

  // Of the last answer, until the next Send.
  int status() const { return status_; }
  // Whether the gateway ends the connection with it.
  bool ends() const { return ends_; }
  absl::string_view body() const { return absl::string_view(input_).substr(body_begin_); }

 private:
  bool ReadHead();

  int file_ = -1;
  std::string input_;
  size_t body_begin_ = 0;
  size_t answer_size_ = 0;
  int status_ = 0;
  bool ends_ = false;
};

}  // namespace steward::bench
