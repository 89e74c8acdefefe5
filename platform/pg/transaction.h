#pragma once

// The ends of a transaction of several statements.

#include "platform/pg/query.h"

namespace steward::pg {

inline constexpr Query kBegin{"begin", "BEGIN"};
inline constexpr Query kCommit{"commit", "COMMIT"};

}  // namespace steward::pg
