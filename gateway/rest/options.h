#pragma once

// How REST answers, beyond what the methods say.

#include <string>

#include "gateway/rest/cors.h"
#include "platform/json/parse.h"

namespace steward::gateway {

struct RestOptions {
  Cors cors;
  // Longest body of a request, in bytes, where its method takes no longer ones.
  size_t body_max = 1 << 20;
  // Of a body, and of a line of a stream.
  json::Limits json;
  // Bodies of at least so many bytes are compressed for clients that ask for it; 0: none.
  size_t compress_from = 1024;
};

}  // namespace steward::gateway
