#pragma once

// How REST answers, beyond what the methods say.

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gateway/limits/quota_source.h"
#include "gateway/rest/cors.h"

namespace steward::gateway {

struct RestOptions {
  Cors cors;
  // Longest body of a request, in bytes, where its method takes no longer ones.
  size_t body_max = 1 << 20;
  // Bodies of at least so many bytes are compressed for clients that ask for it; 0: none.
  size_t compress_from = 1024;
  // Tenants that change a resource only by its etag; "*": all.
  std::vector<std::string> etag_required;
  Limits limits;
  // PolicyField of them.
  std::string limit_policy;

  bool RequiresEtag(absl::string_view tenant) const {
    return std::any_of(etag_required.begin(), etag_required.end(),
                       [&](const std::string& each) { return each == "*" || each == tenant; });
  }
};

}  // namespace steward::gateway
