#include "platform/tls/succession.h"

#include <utility>

namespace steward::tls {
namespace {

bool Same(const Certificate& a, const Certificate& b) {
  return a.chain == b.chain && a.private_key == b.private_key && a.authorities == b.authorities;
}

}  // namespace

Succession::Succession(Certificate first, Check check)
    : check_(check), current_(std::make_shared<const Certificate>(std::move(first))) {}

absl::Status Succession::Offer(absl::StatusOr<Certificate> read) {
  const std::optional<Certificate> before = std::exchange(seen_, std::nullopt);
  if (!read.ok()) return read.status();
  if (Same(*read, *current_)) return absl::OkStatus();
  if (check_ != nullptr)
    if (absl::Status status = check_(*current_, *read); !status.ok()) return status;
  if (before && Same(*read, *before))
    current_ = std::make_shared<const Certificate>(*std::move(read));
  else
    seen_ = *std::move(read);
  return absl::OkStatus();
}

}  // namespace steward::tls
