#include "platform/journal/begun.h"

#include "platform/journal/member.h"
#include "platform/status/errors.h"

namespace steward::journal {

Journal::Group Journal::Begun::Conclude(Journal& journal, const std::vector<pg::Result>& results) {
  flush.Read(results);
  journal.NoteOthers(flush);
  const std::vector<Head> heads = flush.Heads();
  if (!heads.empty() && journal.options_.on_commit != nullptr) journal.options_.on_commit(heads);

  Group repeated;
  int64_t committed = 0, unmatched = 0;
  for (size_t i = 0; i < changes.size(); ++i) {
    const Change& change = changes[i]->change;
    const Draft& draft = change.drafts[change.answer()];
    switch (flush.OutcomeOf(i)) {
      case Flush::Outcome::kCommitted:
        ++committed;
        journal.to_tell_.emplace_back(changes[i],
                                      Committed{flush.ResourceOf(i), draft.version, false, {}});
        break;
      case Flush::Outcome::kRepeated:
        repeated.push_back(changes[i]);
        break;
      case Flush::Outcome::kUnmatched:
        ++unmatched;
        journal.to_tell_.emplace_back(changes[i], errors::ConcurrentChange(draft.resource));
    }
  }
  std::lock_guard lock(journal.mutex_);
  ++journal.counts_.groups;
  journal.counts_.changes += committed;
  journal.counts_.unmatched += unmatched;
  journal.counts_.replayed += static_cast<int64_t>(repeated.size());
  return repeated;
}

}  // namespace steward::journal
