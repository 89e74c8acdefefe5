#pragma once

// For tests: an HTTP server on the loopback that gives every request the same answer.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/testing/loopback.h"

namespace steward::auth {

class JwksServer {
 public:
  explicit JwksServer(const std::string& body) {
    Serve(body);
    listener_ = ListenOnLoopback(&port_);
    thread_ = std::thread([this] { Run(); });
  }
  JwksServer(const JwksServer&) = delete;
  JwksServer& operator=(const JwksServer&) = delete;
  ~JwksServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }

  std::string Url() const { return absl::StrCat("http://127.0.0.1:", port_, "/jwks"); }

  // Answers 200 with that body.
  void Serve(const std::string& body) {
    Answer(absl::StrCat("HTTP/1.1 200 OK\r\nContent-Length: ", body.size(), "\r\n\r\n", body));
  }
  // Answers with these bytes, then closes; with none, closes at once.
  void Answer(std::string bytes) {
    std::lock_guard lock(mutex_);
    answer_ = std::move(bytes);
  }

  // First lines of the requests that were answered.
  std::vector<std::string> requests() {
    std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void Run() {
    for (int client; (client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      Handle(client);
      close(client);
    }
  }

  void Handle(int client) {
    const timeval patience{5, 0};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    std::string request;
    char piece[4096];
    while (request.find("\r\n\r\n") == std::string::npos) {
      const ssize_t size = recv(client, piece, sizeof(piece), 0);
      if (size <= 0) return;
      request.append(piece, static_cast<size_t>(size));
    }
    std::string answer;
    {
      std::lock_guard lock(mutex_);
      answer = answer_;
    }
    for (size_t at = 0; at < answer.size();) {
      const ssize_t size = send(client, answer.data() + at, answer.size() - at, MSG_NOSIGNAL);
      if (size <= 0) break;
      at += static_cast<size_t>(size);
    }
    std::lock_guard lock(mutex_);
    requests_.push_back(request.substr(0, request.find("\r\n")));
  }

  int listener_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  std::string answer_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace steward::auth
