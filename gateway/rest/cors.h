#pragma once

// Lets pages of other origins call the API from a browser (Fetch standard, CORS). Off unless
// origins are named. Credentials of browsers (cookies) play no part: pages send a token themselves.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/http/message.h"

namespace steward::gateway {

// Immutable, hence thread-safe.
class Cors {
 public:
  Cors() = default;
  // Origins such as "https://desk.example.com"; "*" is any. INVALID_ARGUMENT for what is no origin.
  static absl::StatusOr<Cors> Create(const std::vector<std::string>& origins);

  // Whether the request asks whether it may be sent (a preflight) from an origin that is named.
  bool IsPreflight(const HttpRequest& request) const;
  // The answer to a preflight: which methods and headers may be sent, for two hours.
  static HttpAnswer AnswerPreflight();
  // Lets the page read the answer, when it is from an origin that is named.
  void Allow(const HttpRequest& request, HttpAnswer* answer) const;

 private:
  bool Names(absl::string_view origin) const;

  std::vector<std::string> origins_;
  bool any_ = false;
};

}  // namespace steward::gateway
