#include "services/notification/delivery/test_endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/testing/loopback.h"

namespace steward::notification {

// One client and the thread that serves it.
class TestEndpoint::Connection {
 public:
  Connection(int socket, SSL_CTX* tls) : socket_(socket) {
    if (tls == nullptr) return;
    ssl_ = SSL_new(tls);
    SSL_set_fd(ssl_, socket);
  }
  ~Connection() {
    thread_.join();
    if (ssl_ != nullptr) SSL_free(ssl_);
    close(socket_);
  }

  void Start(std::function<void()> serve) { thread_ = std::thread(std::move(serve)); }
  bool Accept() { return ssl_ == nullptr || SSL_accept(ssl_) == 1; }
  void Stop() { shutdown(socket_, SHUT_RDWR); }

  // Appends what comes. False at the end.
  bool Read(std::string& text) {
    char bytes[4096];
    const long size = ssl_ == nullptr ? recv(socket_, bytes, sizeof(bytes), 0)
                                      : SSL_read(ssl_, bytes, sizeof(bytes));
    if (size > 0) text.append(bytes, size);
    return size > 0;
  }

  bool Write(const std::string& text) {
    if (ssl_ != nullptr)
      return SSL_write(ssl_, text.data(), static_cast<int>(text.size())) ==
             static_cast<int>(text.size());
    for (size_t at = 0; at < text.size();) {
      const long size = send(socket_, text.data() + at, text.size() - at, MSG_NOSIGNAL);
      if (size <= 0) return false;
      at += size;
    }
    return true;
  }

 private:
  int socket_;
  SSL* ssl_ = nullptr;
  std::thread thread_;
};

namespace {

// Size of the first request in `text`, 0 while it is not complete.
size_t RequestSize(const std::string& text) {
  const size_t head = text.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  const std::string lower = absl::AsciiStrToLower(text.substr(0, head));
  const size_t length = lower.find("content-length: ");
  size_t body = 0;
  if (length != std::string::npos) body = std::strtoul(lower.c_str() + length + 16, nullptr, 10);
  return text.size() >= head + 4 + body ? head + 4 + body : 0;
}

std::string AnswerOf(int status, const std::string& headers, const std::string& body) {
  return absl::StrCat("HTTP/1.1 ", status, " Text\r\n", headers, "Content-Length: ", body.size(),
                      "\r\n\r\n", status == 204 ? "" : body);
}

}  // namespace

TestEndpoint::TestEndpoint(const TestCertificate* certificate)
    : tls_(certificate == nullptr ? nullptr : certificate->NewServerContext()) {
  listener_ = ListenOnLoopback(&port_);
  thread_ = std::thread([this] { Listen(); });
}

TestEndpoint::~TestEndpoint() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& connection : connections_) connection->Stop();
  }
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
  std::list<std::unique_ptr<Connection>> connections;
  {
    std::lock_guard lock(mutex_);
    connections.swap(connections_);
  }
}

std::string TestEndpoint::Url(const std::string& path) const {
  return absl::StrCat("http://127.0.0.1:", port_, path);
}

std::vector<std::string> TestEndpoint::requests() {
  std::lock_guard lock(mutex_);
  return requests_;
}

int TestEndpoint::connection_count() {
  std::lock_guard lock(mutex_);
  return static_cast<int>(connections_.size());
}

void TestEndpoint::WaitForHanging(int count) {
  std::unique_lock lock(mutex_);
  hangs_.wait(lock, [this, count] { return hanging_ >= count; });
}

void TestEndpoint::Listen() {
  // Inherited by the threads of the connections: OpenSSL may write to clients that have left.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  while (true) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    auto connection = std::make_unique<Connection>(client, tls_.get());
    Connection& served = *connection;
    served.Start([this, &served] { Serve(served); });
    std::lock_guard lock(mutex_);
    if (stopping_) served.Stop();
    connections_.push_back(std::move(connection));
  }
}

void TestEndpoint::Serve(Connection& connection) {
  std::string text;
  if (!connection.Accept()) return connection.Stop();
  while (connection.Read(text)) {
    const size_t size = RequestSize(text);
    if (size == 0) continue;
    const std::string request = text.substr(0, size);
    text.erase(0, size);
    {
      std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    if (!Answer(connection, request)) break;
  }
  connection.Stop();
}

bool TestEndpoint::Answer(Connection& connection, const std::string& request) {
  const size_t start = request.find(' ') + 1;
  absl::string_view path =
      absl::string_view(request).substr(start, request.find(' ', start) - start);
  int status = 0;
  if (absl::ConsumePrefix(&path, "/status/") && absl::SimpleAtoi(path, &status))
    return connection.Write(AnswerOf(status, "", "thanks"));
  if (absl::ConsumePrefix(&path, "/first/") && absl::SimpleAtoi(path, &status))
    return connection.Write(AnswerOf(requests().size() == 1 ? status : 200, "", "thanks"));
  if (absl::ConsumePrefix(&path, "/retry-after/"))
    return connection.Write(AnswerOf(503, absl::StrCat("Retry-After: ", path, "\r\n"), "later"));
  if (path == "/redirect")
    return connection.Write(
        AnswerOf(302, absl::StrCat("Location: ", Url("/status/200"), "\r\n"), ""));
  if (path == "/endless" || path == "/endless-head") {
    const std::string filler(8000, 'x');
    const bool head = path == "/endless-head";
    const std::string part = head ? absl::StrCat("X-Filler: ", filler, "\r\n") : filler;
    bool writing = connection.Write(absl::StrCat("HTTP/1.1 200 OK\r\n", head ? "" : "\r\n"));
    while (writing) writing = connection.Write(part);
    return false;
  }
  if (path == "/hang") {
    {
      std::lock_guard lock(mutex_);
      ++hanging_;
    }
    hangs_.notify_all();
    std::string ignored;
    while (connection.Read(ignored)) {
    }
  }
  return false;
}

}  // namespace steward::notification
