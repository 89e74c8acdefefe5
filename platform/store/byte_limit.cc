#include "platform/store/byte_limit.h"

#include "absl/strings/str_cat.h"

namespace steward::store {

std::string LimitBytes(absl::string_view list, size_t bytes_max) {
  return absl::StrCat(
      "SELECT l.id, l.body FROM (SELECT p.id, p.body, sum(octet_length(p.body)) OVER "
      "(ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING) AS bytes_before FROM (",
      list, ") p (id, body)) l WHERE l.bytes_before IS NULL OR l.bytes_before <= ", bytes_max);
}

}  // namespace steward::store
