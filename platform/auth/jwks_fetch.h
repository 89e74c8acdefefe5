#pragma once

#include <atomic>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace steward::auth {

struct FetchOptions {
  // Whether http is allowed, to 127.0.0.1 and [::1] only. For development.
  bool allow_http = false;
  // File of certificates (PEM) to trust instead of the system's; empty for those.
  std::string trusted_certificates;
  absl::Duration connect_timeout = absl::Seconds(3);
  absl::Duration total_timeout = absl::Seconds(5);
};

// Whether keys may be fetched from `url`: https, with a host, without credentials and fragment.
// Else INVALID_ARGUMENT with a clause for operators. Thread-safe.
absl::Status CheckJwksUrl(const std::string& url, const FetchOptions& options);

// What a GET of `url` brings: the body of an answer 200, at most kJwkSetBytesMax bytes. Verifies
// the certificate, follows no redirect, asks no proxy, sends no cookie and no credential. Blocks;
// gives up within about a second once `stop` is true. Errors are clauses for operators.
// Thread-safe; the caller's thread has SIGPIPE blocked or ignored.
absl::StatusOr<std::string> FetchJwks(const std::string& url, const FetchOptions& options,
                                      const std::atomic<bool>& stop);

}  // namespace steward::auth
