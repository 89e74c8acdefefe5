#pragma once

// A service that is called: a connection to each of its replicas, kept up, and whose turn it
// is.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "platform/caller/loop.h"
#include "platform/caller/replica.h"
#include "platform/rpc/tls.h"

namespace steward::rpc {

// Belongs to one loop.
class Backend {
 public:
  // `target`: "host:port", "dns:///name:port", whose addresses are all replicas and are asked for
  // again now and then, or several of either between '|'. `changed` runs when a replica was
  // reached, or could not be.
  Backend(Loop& loop, const std::string& service, const std::string& target,
          const std::shared_ptr<const Tls>& tls, std::function<void()> changed);
  ~Backend();

  // A connection to the replica whose turn it is; null when there is none for the moment.
  std::shared_ptr<http2::Connection> Pick();
  // Whether one may come soon: a replica is looked for that has not failed before.
  bool is_hopeful() const;
  bool is_connected() const;
  // What is due every second.
  void Tick(absl::Time now);
  // Ends all connections.
  void Close();

 private:
  class Resolver;
  struct Name {
    std::string host, port;
    std::vector<Address> addresses;
  };

  void Resolve(size_t name);
  void OnResolved(size_t name, std::vector<Address> addresses, bool ok);
  void Rearrange();

  Loop& loop_;
  const ReplicaOptions options_;
  const std::function<void()> changed_;
  std::vector<Name> names_;
  std::vector<std::unique_ptr<Replica>> replicas_;
  std::unique_ptr<Resolver> resolver_;
  // Names that are being asked for; the last attempt; whether it failed.
  int resolving_ = 0;
  absl::Time resolved_ = absl::InfinitePast();
  bool has_failed_ = false;
  size_t next_ = 0;
};

}  // namespace steward::rpc
