#pragma once

// A group that was sent, and what comes of it. Inside platform/journal only.

#include <vector>

#include "platform/journal/flush.h"
#include "platform/journal/journal.h"
#include "platform/pg/connection.h"

namespace steward::journal {

struct Journal::Begun {
  Group changes;
  Flush flush;
  std::vector<pg::Statement> statements;

  // Of a group that was committed: rings, notes what its callers are to be told, and counts. Those
  // whose requests had been answered before are returned.
  Group Conclude(Journal& journal, const std::vector<pg::Result>& results);
};

}  // namespace steward::journal
