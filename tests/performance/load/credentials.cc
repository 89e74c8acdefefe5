#include "tests/performance/load/credentials.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/auth/keys.h"
#include "platform/auth/token_signer.h"
#include "platform/status/macros.h"
#include "tests/performance/load/caller.h"

namespace steward::bench {

absl::StatusOr<Credentials> Credentials::Open(const Options& options) {
  Credentials made;
  made.issuer_ = options.issuer;
  if (!options.header.empty()) made.more_ = options.header + "\r\n";
  if (!options.issuer_key.empty()) {
    ASSIGN_OR_RETURN(auth::PrivateKey key, auth::LoadPrivateKey(options.issuer_key));
    made.issuer_key_.push_back(std::move(key));
    return made;
  }
  std::ifstream file(options.tokens);
  for (std::string line; std::getline(file, line);) made.tokens_.push_back(line);
  if (made.tokens_.size() < static_cast<size_t>(options.tenants))
    return absl::InvalidArgumentError("--tokens: needs one token for each tenant");
  return made;
}

std::string Credentials::HeadersOf(int tenant) const {
  std::string signed_now;
  if (!issuer_key_.empty())
    signed_now = auth::SignToken({.issuer = issuer_,
                                  .audience = "steward",
                                  .tenant = absl::StrCat("bench-", tenant),
                                  .subject = kRequester,
                                  .roles = {"tenant_admin"},
                                  .issue_time = absl::Now(),
                                  .lifetime = absl::Hours(1)},
                                 "issuer", issuer_key_[0]);
  return absl::StrCat("Host: steward.localhost\r\nAuthorization: Bearer ",
                      issuer_key_.empty() ? tokens_[static_cast<size_t>(tenant)] : signed_now,
                      "\r\nAccept: application/json\r\n", more_);
}

}  // namespace steward::bench
