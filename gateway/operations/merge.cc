#include "gateway/operations/merge.h"

#include <tuple>

namespace steward::gateway {
namespace {

using operation::v1::ListOperationsResponse;
using operation::v1::Operation;

// What is left of the page of a service.
struct Lane {
  ListOperationsResponse* page;
  // Name of the operation before.
  std::string last;
  int taken = 0;

  bool empty() const { return taken == page->operations_size(); }
  bool has_more() const { return !empty() || !page->next_page_token().empty(); }
  const Operation& first() const { return page->operations(taken); }
};

bool IsBefore(const Operation& left, const Operation& right) {
  return std::make_tuple(left.create_time().seconds(), left.create_time().nanos()) <
         std::make_tuple(right.create_time().seconds(), right.create_time().nanos());
}

// Null when all are empty, or one that is may go on with what belongs next.
Lane* Choose(std::map<std::string, Lane>* lanes, bool oldest_first) {
  Lane* best = nullptr;
  for (auto& [service, lane] : *lanes) {
    if (!lane.has_more()) continue;
    if (lane.empty()) return nullptr;
    if (best == nullptr || (oldest_first ? IsBefore(lane.first(), best->first())
                                         : IsBefore(best->first(), lane.first())))
      best = &lane;
  }
  return best;
}

}  // namespace

MergedOperations MergeOperations(OperationPages pages, bool oldest_first, int size,
                                 const Places& shown) {
  std::map<std::string, Lane> lanes;
  for (auto& [service, page] : pages) {
    const auto before = shown.find(service);
    lanes[service] = {&page, before == shown.end() ? "" : before->second};
  }
  MergedOperations merged;
  while (merged.response.operations_size() < size) {
    Lane* lane = Choose(&lanes, oldest_first);
    if (lane == nullptr) break;
    lane->last = lane->first().name();
    merged.response.add_operations()->Swap(lane->page->mutable_operations(lane->taken++));
  }
  for (const auto& [service, lane] : lanes)
    if (lane.has_more()) merged.next[service] = lane.last;
  return merged;
}

}  // namespace steward::gateway
