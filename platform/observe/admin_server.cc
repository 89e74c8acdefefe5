#include "platform/observe/admin_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/observe/log_line.h"
#include "platform/observe/metrics.h"

namespace steward::observe {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Request = http::request<http::empty_body>;
using Response = http::response<http::string_body>;

constexpr size_t kHeaderBytesMax = 8 * 1024;
constexpr int kConnectionsMax = 64;
constexpr std::chrono::seconds kRequestTimeout(5);
constexpr std::chrono::milliseconds kAcceptPause(100);

Response Answer(http::status status, absl::string_view type, std::string body) {
  Response response(status, 11);
  response.set(http::field::content_type, beast::string_view(type.data(), type.size()));
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.keep_alive(false);
  response.body() = std::move(body);
  return response;
}

Response Problem(http::status status, absl::string_view detail) {
  std::string body = "{\"type\":\"about:blank\",\"title\":";
  auto title = http::obsolete_reason(status);
  AppendJsonString({title.data(), title.size()}, kFieldCharsMax, body);
  absl::StrAppend(&body, ",\"status\":", static_cast<int>(status), ",\"detail\":");
  AppendJsonString(detail, kFieldCharsMax * 4, body);
  body += "}\n";
  return Answer(status, "application/problem+json", std::move(body));
}

Response Health() {
  return Answer(http::status::ok, "application/json", "{\"status\":\"alive\"}\n");
}

Response Ready(const AdminServer::Readiness& readiness) {
  absl::Status status = readiness();
  if (!status.ok()) return Problem(http::status::service_unavailable, status.message());
  return Answer(http::status::ok, "application/json", "{\"status\":\"ready\"}\n");
}

// What a server shows.
struct Content {
  AdminServer::Readiness readiness;
  AdminServer::Documents documents;
};

Response Show(const AdminServer::Document& document) {
  absl::StatusOr<std::string> json = document();
  if (!json.ok()) return Problem(http::status::service_unavailable, json.status().message());
  return Answer(http::status::ok, "application/json", *std::move(json));
}

Response Route(const Request& request, const Content& content) {
  auto target = request.target().substr(0, request.target().find('?'));
  auto document = content.documents.find(std::string(target));
  bool known = target == "/healthz" || target == "/readyz" || target == "/metrics" ||
               document != content.documents.end();
  if (!known) return Problem(http::status::not_found, "Try /healthz, /readyz or /metrics.");
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    Response refusal = Problem(http::status::method_not_allowed, "Only GET and HEAD are served.");
    refusal.set(http::field::allow, "GET, HEAD");
    return refusal;
  }
  if (target == "/healthz") return Health();
  if (target == "/readyz") return Ready(content.readiness);
  if (document != content.documents.end()) return Show(document->second);
  return Answer(http::status::ok, "text/plain; version=0.0.4; charset=utf-8", RenderMetrics());
}

Response Refusal(error_code error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return Problem(http::status::request_header_fields_too_large, "Send fewer headers.");
  }
  if (error == http::error::body_limit) {
    return Problem(http::status::payload_too_large, "Requests have no body.");
  }
  return Problem(http::status::bad_request, "This is not an HTTP/1.1 request.");
}

// One connection: reads one request, answers it, closes. Lives as long as its pending operation.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, const Content& content, int& connections)
      : stream_(std::move(socket)), content_(content), connections_(connections) {
    ++connections_;
    parser_.header_limit(kHeaderBytesMax);
  }
  ~Session() { --connections_; }

  void Run() {
    stream_.expires_after(kRequestTimeout);
    http::async_read_header(
        stream_, buffer_, parser_,
        [self = shared_from_this()](error_code error, size_t) { self->HeaderRead(error); });
  }

 private:
  void HeaderRead(error_code error) {
    bool malformed =
        error && error.category() == make_error_code(http::error::bad_method).category();
    if (error && (!malformed || error == http::error::end_of_stream ||
                  error == http::error::partial_message)) {
      return;
    }
    response_ = error ? Refusal(error) : Route(parser_.get(), content_);
    bool head = !error && parser_.get().method() == http::verb::head;
    response_.content_length(response_.body().size());
    if (head) response_.body().clear();
    stream_.expires_after(kRequestTimeout);
    http::async_write(stream_, response_,
                      [self = shared_from_this()](error_code, size_t) { self->Close(); });
  }

  // The client reads the answer to a request that was not read to its end only if the connection is
  // not reset: half-close and read until it goes.
  void Close() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    Drain();
  }

  void Drain() {
    stream_.async_read_some(asio::buffer(rest_),
                            [self = shared_from_this()](error_code error, size_t) {
                              if (!error) self->Drain();
                            });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_{kHeaderBytesMax + 1024};
  http::request_parser<http::empty_body> parser_;
  Response response_;
  std::array<char, 1024> rest_;
  const Content& content_;
  int& connections_;
};

absl::StatusOr<tcp::endpoint> ParseAddress(const std::string& address) {
  size_t colon = address.rfind(':');
  int port = 0;
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  error_code error;
  auto ip = asio::ip::make_address(host, error);
  if (colon == std::string::npos || error || !absl::SimpleAtoi(address.substr(colon + 1), &port) ||
      port < 0 || port > 65535) {
    return absl::InvalidArgumentError("the admin address is written as <ip>:<port>");
  }
  return tcp::endpoint(ip, static_cast<uint16_t>(port));
}

}  // namespace

struct AdminServer::Listener {
  explicit Listener(Content of) : content(std::move(of)) {}

  error_code Open(const tcp::endpoint& endpoint) {
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(kConnectionsMax, error);
    return error;
  }

  // Too many connections, or no descriptor left: the accept queue of the kernel holds the others.
  void Accept() {
    if (connections >= kConnectionsMax) return Pause();
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return Pause();
      std::make_shared<Session>(std::move(socket), content, connections)->Run();
      Accept();
    });
  }

  void Pause() {
    pause.expires_after(kAcceptPause);
    pause.async_wait([this](error_code error) {
      if (!error) Accept();
    });
  }

  const Content content;
  // Before `context`, whose destruction ends the sessions that count down.
  int connections = 0;
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  asio::steady_timer pause{context};
  std::thread thread;
};

absl::StatusOr<std::unique_ptr<AdminServer>> AdminServer::Start(const std::string& address,
                                                                Readiness readiness,
                                                                Documents documents) {
  absl::StatusOr<tcp::endpoint> endpoint = ParseAddress(address);
  if (!endpoint.ok()) return endpoint.status();
  auto listener = std::make_unique<Listener>(Content{std::move(readiness), std::move(documents)});
  if (error_code error = listener->Open(*endpoint)) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on the admin address: ", error.message()));
  }
  return std::unique_ptr<AdminServer>(new AdminServer(std::move(listener)));
}

AdminServer::AdminServer(std::unique_ptr<Listener> listener) : listener_(std::move(listener)) {
  listener_->Accept();
  listener_->thread = std::thread([&context = listener_->context] { context.run(); });
}

AdminServer::~AdminServer() {
  listener_->context.stop();
  listener_->thread.join();
}

uint16_t AdminServer::port() const {
  error_code ignored;
  return listener_->acceptor.local_endpoint(ignored).port();
}

}  // namespace steward::observe
