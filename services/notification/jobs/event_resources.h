#pragma once

namespace steward::notification {

// Keeps the messages that events hold in the program, which finds them by their names only: the
// linker would leave them out.
void LinkEventResources();

}  // namespace steward::notification
