#include "platform/host/following.h"

namespace steward::host {

events::Consumer& Following::Add(events::Consumer::Options options, const std::string& address,
                                 rpc::Client::Identity identity,
                                 std::shared_ptr<const rpc::Tls> tls) {
  Followed followed;
  followed.producer = options.producer;
  followed.client = std::make_unique<rpc::Client>(address, std::move(identity), std::move(tls),
                                                  followed.producer);
  options.client = followed.client.get();
  followed.consumer = std::make_unique<events::Consumer>(std::move(options));
  followed.metrics = followed.consumer->AddMetrics();
  followed_.push_back(std::move(followed));
  return *followed_.back().consumer;
}

void Following::Listen(const events::RedisServer& redis, const std::string& redis_prefix) {
  if (followed_.empty()) return;
  listener_ = std::make_unique<events::DoorbellListener>(
      redis, redis_prefix,
      [this](const events::DoorbellListener::Ring& ring) {
        for (const Followed& followed : followed_)
          if (followed.producer == ring.service)
            followed.consumer->Heard(ring.shard, ring.epoch, ring.offset);
      },
      [this] {
        for (const Followed& followed : followed_) followed.consumer->WakeAll();
      });
}

}  // namespace steward::host
