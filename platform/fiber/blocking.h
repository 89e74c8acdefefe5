#pragma once

// For calls that block their thread (a connection of libpq, a file): on a fiber they run on one of
// a few threads for that purpose, so that the other fibers go on.

#include <functional>

namespace steward::fiber {

// Runs `work` and returns when it has returned. On a plain thread it runs right there. At most 16
// run at once; more wait for their turn.
void RunBlocking(const std::function<void()>& work);

}  // namespace steward::fiber
