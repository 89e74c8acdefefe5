#include "gateway/watch/board.h"

namespace steward::gateway {

void Board::Join(BoardMember* member) {
  members_.insert(member);
  size_.store(members_.size(), std::memory_order_relaxed);
  if (!draining_) return;
  // Not before it has joined altogether.
  loop_.Post([this, member] {
    if (members_.contains(member)) member->OnDrain();
  });
}

void Board::Leave(BoardMember* member) {
  members_.erase(member);
  size_.store(members_.size(), std::memory_order_relaxed);
}

void Board::PostRing(const Ring& ring) {
  if (size() == 0) return;
  bool first;
  {
    std::lock_guard lock(mutex_);
    first = pending_.empty();
    pending_[{ring.service, ring.shard}] = ring;
  }
  if (first) loop_.Post([this] { Tell(); });
}

void Board::Tell() {
  std::map<std::pair<std::string, int>, Ring> rings;
  {
    std::lock_guard lock(mutex_);
    rings.swap(pending_);
  }
  for (const auto& [key, ring] : rings)
    ForEach([&ring = ring](BoardMember* member) { member->OnRing(ring); });
}

void Board::PostSilence() {
  loop_.Post([this] { ForEach([](BoardMember* member) { member->OnSilence(); }); });
}

void Board::PostDrain() {
  loop_.Post([this] {
    draining_ = true;
    ForEach([](BoardMember* member) { member->OnDrain(); });
  });
}

template <class Function>
void Board::ForEach(Function function) {
  // A member may leave while it is told.
  const std::vector<BoardMember*> members(members_.begin(), members_.end());
  for (BoardMember* member : members)
    if (members_.contains(member)) function(member);
}

}  // namespace steward::gateway
