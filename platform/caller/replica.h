#pragma once

// One replica of a service and the connection to it, which is made anew whenever it ends.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "platform/caller/loop.h"
#include "platform/http2/connection.h"
#include "platform/rpc/tls.h"

namespace steward::rpc {

// Where a replica listens: an IP address.
struct Address {
  std::string ip;
  uint16_t port = 0;

  // For the log.
  std::string text() const;

  friend bool operator==(const Address& a, const Address& b) {
    return a.port == b.port && a.ip == b.ip;
  }
};

struct ReplicaOptions {
  // Who must answer; for the log, and with `tls` the name in its certificate.
  std::string service;
  // Null: connections are plain.
  std::shared_ptr<const Tls> tls;
};

// Belongs to one loop.
class Replica {
 public:
  // Connects at once. `changed` runs when it was reached, or could not be.
  Replica(Loop& loop, const ReplicaOptions& options, Address address,
          std::function<void()> changed);
  ~Replica();

  const Address& address() const { return address_; }
  // Null when no calls can begin on it.
  std::shared_ptr<http2::Connection> connection();
  // It is being connected, and was reached the last time that was tried.
  bool is_hopeful() const { return is_connecting_ && !has_failed_; }
  void Tick(absl::Time now);
  // Ends all connections and connects no more.
  void Close();

 private:
  class Attempt;
  void Connect();
  void OnConnected(std::shared_ptr<http2::Connection> connection);
  void OnClosed(const http2::Connection* connection);
  void Fail(const std::string& why);
  // Calls that are under way on the connection end there; the next go over another.
  void Retire();

  Loop& loop_;
  const ReplicaOptions& options_;
  const Address address_;
  const std::function<void()> changed_;
  std::shared_ptr<http2::Connection> connection_;
  // The certificate that `connection_` was made with.
  std::shared_ptr<SSL_CTX> context_;
  // Calls that began on them have not ended.
  std::vector<std::shared_ptr<http2::Connection>> retired_;
  std::shared_ptr<Attempt> attempt_;
  std::shared_ptr<Timer> pause_;
  absl::Duration backoff_;
  // What the log was told last; empty: that it is reached.
  std::string trouble_;
  bool is_connecting_ = false, has_failed_ = false, is_closed_ = false;
};

}  // namespace steward::rpc
