#include "platform/caller/replica.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "platform/observe/log.h"
#include "platform/time/jitter.h"

namespace steward::rpc {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// Less than the pauses between the attempts of a call, or none of them would find a service that
// came back.
constexpr absl::Duration kBackoffMin = absl::Milliseconds(100), kBackoffMax = absl::Seconds(1);
constexpr double kBackoffGrowth = 1.6;
constexpr absl::Duration kConnectMax = absl::Seconds(5);
// Identities, which go out again and again.
constexpr uint32_t kTable = 64 << 10;
// Errors come in trailers, with all their violations.
constexpr uint32_t kFields = 256 << 10;

}  // namespace

// From the first packet to the first word of the peer. What happens after it was given up happens
// to nobody.
class Replica::Attempt : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(Replica& replica) : replica_(&replica), socket_(replica.loop_.io()) {}

  void Begin() {
    error_code failed;
    const auto ip = asio::ip::make_address(replica_->address_.ip, failed);
    if (failed) return GiveUpLater(failed.message());
    too_late_ = replica_->loop_.After(
        kConnectMax, [self = shared_from_this()] { self->Fail("it does not answer"); });
    socket_.async_connect(tcp::endpoint(ip, replica_->address_.port),
                          [self = shared_from_this(), this](const error_code& ec) {
                            if (replica_ == nullptr) return;
                            ec ? Fail(ec.message()) : Shake();
                          });
  }

  void Abandon() {
    replica_ = nullptr;
    error_code ignored;
    socket_.close(ignored);
    if (too_late_ != nullptr) too_late_->Cancel();
    if (connection_ != nullptr) connection_->Close();
  }

 private:
  void GiveUpLater(const std::string& why) {
    replica_->loop_.Post([self = shared_from_this(), why] { self->Fail(why); });
  }

  void Shake() {
    const Tls* tls = replica_->options_.tls.get();
    replica_->context_ = tls == nullptr ? nullptr : tls->client_context().Current();
    auto socket = http2::Socket::Make(std::move(socket_), replica_->context_.get(), false);
    connection_ = std::make_shared<http2::Connection>(
        std::move(socket), http2::Session::Client({.fields = kFields, .table = kTable}),
        http2::Connection::Options(),
        [&loop = replica_->loop_](std::shared_ptr<http2::Connection> connection) {
          loop.Post([connection = std::move(connection)] { connection->Flush(); });
        });
    connection_->OnBegun([self = shared_from_this()] { self->Succeed(); });
    connection_->OnClosed([self = shared_from_this()] { self->Fail(self->end_); });
    connection_->Start([self = shared_from_this()] { return self->IsTheOneCalled(); });
  }

  bool IsTheOneCalled() {
    if (replica_ == nullptr) return false;
    const Tls* tls = replica_->options_.tls.get();
    const auto& uris = connection_->socket().PeerUris();
    if (tls == nullptr ||
        (uris.size() == 1 && uris.front() == tls->IdOf(replica_->options_.service)))
      return true;
    end_ = absl::StrCat("another process answered: ", absl::StrJoin(uris, " "));
    return false;
  }

  void Succeed() {
    if (replica_ == nullptr) return;
    too_late_->Cancel();
    std::exchange(replica_, nullptr)->OnConnected(std::move(connection_));
  }

  void Fail(const std::string& why) {
    Replica* const replica = replica_;
    if (replica == nullptr) return;
    Abandon();
    replica->Fail(why);
  }

  Replica* replica_;
  // Why the connection ends before it has begun.
  std::string end_ =
      "it closed the connection; where TLS is used, one certificate does not suffice";
  tcp::socket socket_;
  std::shared_ptr<http2::Connection> connection_;
  std::shared_ptr<Timer> too_late_;
};

std::string Address::text() const { return absl::StrCat(ip, ":", port); }

Replica::Replica(Loop& loop, const ReplicaOptions& options, Address address,
                 std::function<void()> changed)
    : loop_(loop),
      options_(options),
      address_(std::move(address)),
      changed_(std::move(changed)),
      backoff_(kBackoffMin) {
  Connect();
}

Replica::~Replica() { Close(); }

void Replica::Connect() {
  pause_ = nullptr;
  is_connecting_ = true;
  attempt_ = std::make_shared<Attempt>(*this);
  attempt_->Begin();
}

void Replica::OnConnected(std::shared_ptr<http2::Connection> connection) {
  attempt_ = nullptr;
  is_connecting_ = has_failed_ = false;
  backoff_ = kBackoffMin;
  if (!std::exchange(trouble_, "").empty())
    observe::Log(observe::Level::kInfo, "a service is reached again",
                 {{"backend", options_.service}, {"address", address_.text()}});
  connection->OnClosed([this, raw = connection.get()] { OnClosed(raw); });
  connection_ = std::move(connection);
  changed_();
}

void Replica::Fail(const std::string& why) {
  if (std::exchange(trouble_, why) != why)
    observe::Log(observe::Level::kWarning, "a service cannot be reached",
                 {{"backend", options_.service}, {"address", address_.text()}, {"error", why}});
  attempt_ = nullptr;
  is_connecting_ = false;
  has_failed_ = true;
  pause_ = loop_.After(Jittered(backoff_), [this] { Connect(); });
  backoff_ = std::min(backoff_ * kBackoffGrowth, kBackoffMax);
  changed_();
}

void Replica::OnClosed(const http2::Connection* connection) {
  if (is_closed_ || connection != connection_.get()) return;
  connection_ = nullptr;
  // Not at once: it is in the middle of what it closed for.
  is_connecting_ = true;
  pause_ = loop_.After(absl::ZeroDuration(), [this] { Connect(); });
}

std::shared_ptr<http2::Connection> Replica::connection() {
  if (connection_ != nullptr && connection_->session().is_ending()) Retire();
  return connection_;
}

void Replica::Retire() {
  retired_.push_back(std::move(connection_));
  connection_ = nullptr;
  if (!is_closed_) Connect();
}

void Replica::Tick(absl::Time now) {
  if (connection_ != nullptr) connection_->Tick(now);
  const bool has_new_certificate =
      options_.tls != nullptr && options_.tls->client_context().Current() != context_;
  if (connection_ != nullptr && (has_new_certificate || connection_->session().is_ending()))
    Retire();
  for (auto& each : retired_) each->session().streams() == 0 ? each->Close() : each->Tick(now);
  retired_.erase(std::remove_if(retired_.begin(), retired_.end(),
                                [](const auto& each) { return each->is_closed(); }),
                 retired_.end());
}

void Replica::Close() {
  is_closed_ = true;
  if (pause_ != nullptr) pause_->Cancel();
  if (attempt_ != nullptr) attempt_->Abandon();
  attempt_ = nullptr;
  if (connection_ != nullptr) retired_.push_back(std::move(connection_));
  connection_ = nullptr;
  for (const auto& each : std::exchange(retired_, {})) each->Close();
}

}  // namespace steward::rpc
