#pragma once

// A group that was sent and not yet committed. Inside platform/journal only.

#include <vector>

#include "platform/journal/flush.h"
#include "platform/journal/journal.h"
#include "platform/pg/connection.h"

namespace steward::journal {

struct Journal::Begun {
  Group changes;
  Flush flush;
  std::vector<pg::Statement> statements;
};

}  // namespace steward::journal
