#include "platform/audit/canonical.h"

#include "absl/strings/str_cat.h"
#include "platform/crypto/hmac.h"

namespace steward::audit {
namespace {

void AppendNetstring(absl::string_view value, std::string* bytes) {
  absl::StrAppend(bytes, value.size(), ":", value, ",");
}

}  // namespace

std::string Canonical(const Entry& entry) {
  std::string bytes(kEventPrefix);
  AppendNetstring(entry.tenant, &bytes);
  AppendNetstring(entry.resource, &bytes);
  AppendNetstring(absl::StrCat(entry.version), &bytes);
  AppendNetstring(entry.event_id, &bytes);
  AppendNetstring(entry.type, &bytes);
  AppendNetstring(absl::StrCat(entry.time_us), &bytes);
  AppendNetstring(entry.actor, &bytes);
  AppendNetstring(entry.event, &bytes);
  return bytes;
}

std::string CanonicalOf(const pg::Result& rows, int row) {
  const std::string event_id = rows.Uuid(row, 5);
  Entry entry;
  entry.tenant = rows.Bytes(row, 0);
  entry.resource = rows.Bytes(row, 1);
  entry.version = rows.Int(row, 2);
  entry.event_id = event_id;
  entry.type = rows.Bytes(row, 6);
  entry.time_us = absl::ToUnixMicros(rows.Time(row, 7));
  entry.actor = rows.Bytes(row, 8);
  entry.event = rows.Bytes(row, 9);
  return Canonical(entry);
}

std::string ChainStart() { return std::string(32, '\0'); }

std::string Link(absl::string_view previous, absl::string_view leaf) {
  return crypto::Sha256(absl::StrCat(previous, leaf));
}

}  // namespace steward::audit
