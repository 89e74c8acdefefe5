#pragma once

// The page behind a link that decides (docs/adr/0025): one document with its script and style,
// which are the only ones that it may run, and which loads nothing. It asks the API of the same
// gateway. Thread-safe.

#include "gateway/http/message.h"

namespace steward::gateway {

inline constexpr char kDecidePath[] = "/decide";

HttpAnswer DecidePage();

}  // namespace steward::gateway
