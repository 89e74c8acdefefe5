#include "platform/trace/collector_for_test.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

// What is only read is const then.
#define ZLIB_CONST
#include <zlib.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace steward::trace {
namespace {

std::string Gunzip(const std::string& bytes) {
  std::string out(4 << 20, '\0');
  z_stream stream{};
  stream.next_in = reinterpret_cast<const Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(&out[0]);
  stream.avail_out = static_cast<uInt>(out.size());
  if (inflateInit2(&stream, 15 + 16) != Z_OK || inflate(&stream, Z_FINISH) != Z_STREAM_END)
    std::abort();
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

size_t LengthIn(const std::string& head) {
  const std::string lower = absl::AsciiStrToLower(head);
  const size_t at = lower.find("\r\ncontent-length: ");
  size_t length = 0;
  if (at == std::string::npos ||
      !absl::SimpleAtoi(lower.substr(at + 18, lower.find("\r\n", at + 2) - at - 18), &length))
    std::abort();
  return length;
}

}  // namespace

CollectorForTest::CollectorForTest(Begin begin) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  // A port that is taken and not listened on refuses.
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    std::abort();
  port_ = ntohs(address.sin_port);
  if (begin == Begin::kListening) Listen();
}

CollectorForTest::~CollectorForTest() {
  Release();
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    if (client_ >= 0) shutdown(client_, SHUT_RDWR);
  }
  shutdown(listener_, SHUT_RDWR);
  if (thread_.joinable()) thread_.join();
  close(listener_);
}

std::string CollectorForTest::endpoint() const { return absl::StrCat("http://127.0.0.1:", port_); }

void CollectorForTest::Listen() {
  if (listen(listener_, 16) != 0) std::abort();
  thread_ = std::thread([this] { Run(); });
}

void CollectorForTest::AnswerNext(int status, std::string fields, std::string body) {
  std::lock_guard lock(mutex_);
  answers_.push_back({status, std::move(fields), std::move(body)});
}

void CollectorForTest::Hang() {
  std::lock_guard lock(mutex_);
  hangs_ = true;
}

void CollectorForTest::Release() {
  {
    std::lock_guard lock(mutex_);
    hangs_ = false;
  }
  released_.notify_all();
}

std::vector<ExportTraceServiceRequest> CollectorForTest::requests() {
  std::lock_guard lock(mutex_);
  return requests_;
}

std::vector<std::string> CollectorForTest::heads() {
  std::lock_guard lock(mutex_);
  return heads_;
}

std::vector<tests::otlp::Span> CollectorForTest::taken() {
  std::lock_guard lock(mutex_);
  return taken_;
}

void CollectorForTest::Run() {
  for (int client; (client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
    {
      std::lock_guard lock(mutex_);
      client_ = stopping_ ? -1 : client;
    }
    Serve(client);
    std::lock_guard lock(mutex_);
    client_ = -1;
    close(client);
  }
}

void CollectorForTest::Serve(int client) {
  std::string head, body;
  while (Read(client, &head, &body)) {
    const Answer answer = Take(head, body);
    const std::string bytes =
        absl::StrCat("HTTP/1.1 ", answer.status, " Said\r\n", answer.fields,
                     "Content-Length: ", answer.body.size(), "\r\n\r\n", answer.body);
    send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
}

bool CollectorForTest::Read(int client, std::string* head, std::string* body) {
  std::string bytes;
  size_t end = std::string::npos, whole = std::string::npos;
  char piece[4096];
  while (bytes.size() < whole) {
    const ssize_t size = recv(client, piece, sizeof(piece), 0);
    if (size <= 0) return false;
    bytes.append(piece, static_cast<size_t>(size));
    if (end != std::string::npos || (end = bytes.find("\r\n\r\n")) == std::string::npos) continue;
    whole = end + 4 + LengthIn(bytes.substr(0, end + 2));
  }
  *head = bytes.substr(0, end);
  *body = bytes.substr(end + 4);
  return true;
}

CollectorForTest::Answer CollectorForTest::Take(const std::string& head, const std::string& body) {
  std::unique_lock lock(mutex_);
  heads_.push_back(head);
  if (!requests_.emplace_back().ParseFromString(Gunzip(body))) std::abort();
  released_.wait(lock, [&] { return !hangs_ || stopping_; });
  Answer answer;
  if (!answers_.empty()) {
    answer = std::move(answers_.front());
    answers_.pop_front();
  }
  if (answer.status != 200) return answer;
  for (const auto& of_resource : requests_.back().resource_spans())
    for (const auto& of_scope : of_resource.scope_spans())
      taken_.insert(taken_.end(), of_scope.spans().begin(), of_scope.spans().end());
  return answer;
}

}  // namespace steward::trace
