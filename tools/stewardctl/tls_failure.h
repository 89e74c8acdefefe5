#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tools/stewardctl/address.h"

namespace steward::ctl {

// What was wrong with TLS (RFC 8446) when gRPC could not connect, from the text of its status, with
// what to do. OK: TLS was not what failed. Thread-safe.
absl::Status TlsFailureOf(const Address& address, absl::string_view text);

// Whether a server that was called without TLS hung up on its first bytes, as one that speaks TLS
// does.
bool MaySpeakTls(const Address& address, absl::string_view text);

}  // namespace steward::ctl
