#include "platform/events/catch_ups.h"

#include <iterator>

namespace steward::events {

std::shared_ptr<CatchUps::Caller> CatchUps::Join(int shard) {
  auto caller = std::make_shared<Caller>();
  std::lock_guard lock(mutex_);
  lines_[shard].waiting.push_back(caller);
  return caller;
}

void CatchUps::Asking(const std::vector<int>& shards) {
  std::lock_guard lock(mutex_);
  for (const int shard : shards) {
    Line& line = lines_[shard];
    std::move(line.waiting.begin(), line.waiting.end(), std::back_inserter(line.asked));
    line.waiting.clear();
  }
}

void CatchUps::Tell(int shard, const absl::Status& status) {
  std::vector<std::shared_ptr<Caller>> asked;
  {
    std::lock_guard lock(mutex_);
    asked.swap(lines_[shard].asked);
  }
  for (const auto& caller : asked) {
    caller->status = status;
    caller->told.Notify();
  }
}

void CatchUps::Failed(const absl::Status& status) {
  for (int shard = 0; shard < journal::kShards; ++shard) Tell(shard, status);
}

}  // namespace steward::events
