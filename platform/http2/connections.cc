#include "platform/http2/connections.h"

#include <iterator>
#include <utility>

namespace steward::http2 {

void Connections::Add(std::shared_ptr<Connection> connection) {
  if (is_closed_) return connection->Close();
  connection->Start([] { return true; });
  if (is_draining_) connection->Drain();
  all_.insert(std::move(connection));
  size_ = all_.size();
}

void Connections::Tick(absl::Time now) {
  for (const auto& connection : all_) connection->Tick(now);
  for (auto it = all_.begin(); it != all_.end();)
    it = (*it)->is_closed() ? all_.erase(it) : std::next(it);
  size_ = all_.size();
}

void Connections::Drain() {
  is_draining_ = true;
  for (const auto& connection : all_) connection->Drain();
}

void Connections::Close() {
  is_closed_ = true;
  for (const auto& connection : std::exchange(all_, {})) connection->Close();
  size_ = 0;
}

}  // namespace steward::http2
