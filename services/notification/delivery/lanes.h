#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>

#include "absl/types/optional.h"

namespace steward::notification {

// Who is next: one queue per host, taken from in turn, so that a slow host never blocks another
// before the total is reached. Belongs to one thread.
template <class Item>
class Lanes {
 public:
  // Greatest number of items under way in all, and of one host.
  Lanes(int total_max, int host_max) : total_max_(total_max), host_max_(host_max) {}

  void Push(const std::string& host, Item item) { lanes_[host].waiting.push_back(std::move(item)); }

  // The next item that may start; it is under way until Release. Hosts take turns.
  absl::optional<Item> Next() {
    if (total_ >= total_max_) return absl::nullopt;
    auto lane = lanes_.upper_bound(last_);
    for (size_t i = 0; i < lanes_.size(); ++i, ++lane) {
      if (lane == lanes_.end()) lane = lanes_.begin();
      if (lane->second.waiting.empty() || lane->second.under_way >= host_max_) continue;
      last_ = lane->first;
      ++lane->second.under_way;
      ++total_;
      Item item = std::move(lane->second.waiting.front());
      lane->second.waiting.pop_front();
      return item;
    }
    return absl::nullopt;
  }

  // An item of this host that Next returned is done.
  void Release(const std::string& host) {
    auto lane = lanes_.find(host);
    --total_;
    if (--lane->second.under_way == 0 && lane->second.waiting.empty()) lanes_.erase(lane);
  }

 private:
  struct Lane {
    std::deque<Item> waiting;
    int under_way = 0;
  };

  const int total_max_;
  const int host_max_;
  int total_ = 0;
  std::string last_;
  std::map<std::string, Lane> lanes_;
};

}  // namespace steward::notification
