#pragma once

// The journals of other services that a process follows: a consumer for each, and one ear for the
// doorbells of all.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/events/consumer.h"
#include "platform/events/doorbell.h"
#include "platform/observe/metrics.h"
#include "platform/rpc/client.h"

namespace steward::host {

class Following {
 public:
  // Begins to consume. `options.client` is made here, for the producer at `address` (a target as of
  // rpc::Client), which is reached through TLS unless `tls` is null.
  events::Consumer& Add(events::Consumer::Options options, const std::string& address,
                        rpc::Client::Identity identity, std::shared_ptr<const rpc::Tls> tls);
  // Hears the doorbells from now on; before, consumers ask now and then. Call it after all Adds.
  void Listen(const events::RedisServer& redis, const std::string& redis_prefix);

 private:
  struct Followed {
    std::string producer;
    std::unique_ptr<rpc::Client> client;
    std::unique_ptr<events::Consumer> consumer;
    std::vector<observe::Collector> metrics;
  };
  std::vector<Followed> followed_;
  // Ends before what it rings.
  std::unique_ptr<events::DoorbellListener> listener_;
};

}  // namespace steward::host
