#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "platform/webhook/signer.h"
#include "services/notification/delivery/endpoint.h"

namespace steward::notification {

// One POST to one endpoint.
struct Attempt {
  std::string url;
  // In addition to Content-Type and User-Agent: those of Sign.
  std::vector<webhook::Header> headers;
  std::string body;
  // Of the change that the event tells of (W3C Trace Context); empty: it was not traced.
  std::string trace_parent;
};

// What came of it.
struct Outcome {
  // 0: no complete answer came.
  int http_status = 0;
  // Why not, in words for the owner of the webhook; names no address. Empty when an answer came.
  std::string error;
  // The sender was closed before the answer came: as if the attempt had not been made.
  bool cancelled = false;
  // Retry-After of the answer. Zero: none.
  absl::Duration retry_after = absl::ZeroDuration();
  // Start of the answer's body, any bytes.
  std::string excerpt;
  // From the start of the attempt, waiting for its turn not included.
  absl::Duration latency = absl::ZeroDuration();
};

// How much patience and room an attempt gets.
struct AttemptLimits {
  absl::Duration connect_timeout = absl::Seconds(5);
  // Resolving, connecting, sending and receiving together.
  absl::Duration total_timeout = absl::Seconds(15);
  // The body of the answer is not read any further; what came so far counts.
  size_t body_bytes_max = 64 * 1024;
  // The head of an answer that is longer is no answer.
  size_t head_bytes_max = 64 * 1024;
  size_t excerpt_bytes_max = 4 * 1024;
};

// Conditions under which attempts are made.
struct AttemptSettings {
  UrlPolicy policy;
  AttemptLimits limits;
  // File of certificates that are trusted instead of those of the system. Empty: the system's.
  std::string trusted_certificates;
};

}  // namespace steward::notification
