#include "gateway/audit/merge.h"

#include <tuple>

namespace steward::gateway {
namespace {

using event::v1::ListTenantEventsResponse;

// What is left of the page of a service.
struct Lane {
  ListTenantEventsResponse* page;
  int taken = 0;

  bool empty() const { return taken == page->items_size(); }
  const event::v1::Event& first() const { return page->items(taken).event().event(); }
  // After what was taken: before the next one, or where the search ended.
  event::v1::Position Next(bool oldest_first) const {
    event::v1::Position next = empty() ? page->next() : page->items(taken).position();
    if (!empty()) next.set_offset(next.offset() + (oldest_first ? -1 : 1));
    return next;
  }
};

bool IsBefore(const event::v1::Event& left, const event::v1::Event& right) {
  return std::make_tuple(left.time().seconds(), left.time().nanos()) <
         std::make_tuple(right.time().seconds(), right.time().nanos());
}

// Null when all are empty, or one that is may go on with what belongs next.
Lane* Choose(std::map<std::string, Lane>* lanes, bool oldest_first) {
  Lane* best = nullptr;
  for (auto& [service, lane] : *lanes) {
    if (lane.empty() && !lane.page->end()) return nullptr;
    if (lane.empty()) continue;
    const bool comes_first =
        best == nullptr || (oldest_first ? IsBefore(lane.first(), best->first())
                                         : IsBefore(best->first(), lane.first()));
    if (comes_first) best = &lane;
  }
  return best;
}

}  // namespace

MergedPage Merge(JournalPages pages, bool oldest_first, int size,
                 absl::FunctionRef<bool(audit::v1::AuditEvent*)> wanted) {
  std::map<std::string, Lane> lanes;
  for (auto& [service, page] : pages) lanes[service].page = &page;
  MergedPage merged;
  while (merged.response.events_size() < size) {
    Lane* lane = Choose(&lanes, oldest_first);
    if (lane == nullptr) break;
    auto* item = lane->page->mutable_items(lane->taken++);
    if (wanted(item->mutable_event())) merged.response.add_events()->Swap(item->mutable_event());
  }
  merged.end = true;
  for (const auto& [service, lane] : lanes) {
    merged.next[service] = lane.Next(oldest_first);
    merged.end = merged.end && lane.empty() && lane.page->end();
  }
  return merged;
}

}  // namespace steward::gateway
