#pragma once

// Pages of lists (AIP-158).

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/resource/sql.h"

namespace steward::resource {

// Rows on a page for the page_size of a request: 0 means 50, more than 1000 means 1000.
// Errors: INVALID_FIELD when negative.
absl::StatusOr<int> PageSize(int requested);

// A page ends early rather than outgrow what clients of gRPC accept, 4 MiB.
inline constexpr size_t kPageBytesMax = 3 << 20;

// The list that a page token continues. A token is good for exactly this list and caller; the page
// size may change from page to page.
struct PageScope {
  absl::string_view tenant;
  absl::string_view subject;
  // Full method name.
  absl::string_view method;
  // Name of the resource whose children are listed; empty for a list of the whole tenant.
  absl::string_view parent;
  absl::string_view filter;
  absl::string_view order_by;
};

// Makes and reads page tokens: base64url of version, expiry, keys of the last row and an
// HMAC-SHA256 (RFC 2104), cut to 16 bytes, over these and the scope. Tokens are authenticated, not
// encrypted. They last 24 hours. Thread-safe.
class PageTokens {
 public:
  // A key has at least 32 random bytes; the first makes tokens, and those of all are taken, which
  // all replicas of a service do with the same keys. At least one.
  explicit PageTokens(std::vector<std::string> keys) : keys_(std::move(keys)) {}
  explicit PageTokens(std::string key) : keys_({std::move(key)}) {}

  std::string Encode(const PageScope& scope, const std::vector<Value>& keys, absl::Time now) const;

  // Errors: INVALID_PAGE_TOKEN when the token was changed, made for another scope or with another
  // key, or has expired.
  absl::StatusOr<std::vector<Value>> Decode(const PageScope& scope, absl::string_view token,
                                            absl::Time now) const;

 private:
  std::vector<std::string> keys_;
};

}  // namespace steward::resource
