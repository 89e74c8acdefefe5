#include "tests/performance/load/rest_connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace steward::bench {

RestConnection::RestConnection(const std::string& address) {
  const std::vector<std::string> parts = absl::StrSplit(address, ':');
  int port = 0;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[1], &port) ||
      inet_pton(AF_INET, parts[0].c_str(), &to.sin_addr) != 1)
    return;
  to.sin_port = htons(static_cast<uint16_t>(port));
  const int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(file, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    close(file);
    return;
  }
  const int on = 1;
  setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(file, F_SETFL, O_NONBLOCK);
  file_ = file;
}

RestConnection::~RestConnection() {
  if (file_ >= 0) close(file_);
}

bool RestConnection::Send(absl::string_view request) {
  input_.clear();
  body_begin_ = answer_size_ = 0;
  return send(file_, request.data(), request.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(request.size());
}

RestConnection::State RestConnection::Receive() {
  char buffer[65536];
  while (true) {
    const ssize_t size = recv(file_, buffer, sizeof buffer, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return State::kWaiting;
    if (size <= 0) return State::kBroken;
    input_.append(buffer, static_cast<size_t>(size));
    if (answer_size_ == 0 && absl::StrContains(input_, "\r\n\r\n") && !ReadHead())
      return State::kBroken;
    if (answer_size_ != 0 && input_.size() >= answer_size_)
      return input_.size() == answer_size_ ? State::kAnswered : State::kBroken;
  }
}

bool RestConnection::ReadHead() {
  body_begin_ = input_.find("\r\n\r\n") + 4;
  const absl::string_view head = absl::string_view(input_).substr(0, body_begin_);
  if (head.size() < 12 || !absl::SimpleAtoi(head.substr(9, 3), &status_)) return false;
  ends_ = absl::StrContains(head, "\r\nConnection: close\r\n");
  for (absl::string_view line : absl::StrSplit(head, "\r\n")) {
    constexpr absl::string_view kLength = "content-length:";
    if (!absl::StartsWithIgnoreCase(line, kLength)) continue;
    size_t length = 0;
    if (!absl::SimpleAtoi(line.substr(kLength.size()), &length)) return false;
    answer_size_ = body_begin_ + length;
    return true;
  }
  return false;
}

}  // namespace steward::bench
