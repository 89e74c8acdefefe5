#pragma once

// Reads from answers what a caller needs, without parsing the rest: the client shares the
// processors with what it measures.

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "tests/performance/load/caller.h"

namespace steward::bench {

// Of a serialized Ticket, or of a ListTicketsResponse. None when it is not what was asked for, such
// as a page that is neither full nor the last one.
absl::optional<Answer> ReadMessage(Action action, absl::string_view bytes);

// Of their JSON form as our gateway prints it.
absl::optional<Answer> ReadJson(Action action, absl::string_view json);

}  // namespace steward::bench
