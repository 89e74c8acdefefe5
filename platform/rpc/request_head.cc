#include "platform/rpc/request_head.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/rpc/wire.h"
#include "platform/status/errors.h"

namespace steward::rpc {

void RequestHead::Take(absl::string_view name, absl::string_view value) {
  bytes_ += name.size() + value.size();
  if (bytes_ > limit_) return;
  if (name == ":path") {
    path_ = std::string(value);
  } else if (name == "content-type") {
    content_type_ = std::string(value);
  } else if (name == "grpc-encoding") {
    encoding_ = std::string(value);
  } else if (name == "grpc-timeout") {
    const auto timeout = ParseTimeout(value);
    has_bad_timeout_ = !timeout;
    if (timeout) incoming_.deadline = came_ + *timeout;
  } else if (name.front() != ':') {
    incoming_.metadata.emplace_back(std::string(name), std::string(value));
  }
}

absl::Status RequestHead::CheckSize() const {
  if (bytes_ <= limit_) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kResourceExhausted, errors::Reason::HEADERS_TOO_LARGE,
                      "The metadata of the call is too large.", {{"limit", absl::StrCat(limit_)}});
}

bool RequestHead::DecodeBinary() {
  bool is_good = true;
  for (auto& [name, value] : incoming_.metadata) {
    if (!absl::EndsWith(name, "-bin")) continue;
    std::string bytes;
    is_good = absl::Base64Unescape(value, &bytes) && is_good;
    value = std::move(bytes);
  }
  return is_good;
}

bool RequestHead::is_grpc() const { return absl::StartsWith(content_type_, kContentType); }

}  // namespace steward::rpc
