#include "platform/audit/head.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/time/timestamp.h"

namespace steward::audit {

std::string HeadText(const v1::AuditHead& head) {
  const std::string time =
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", FromProto(head.sign_time()), absl::UTCTimeZone());
  return absl::StrCat("steward-audit-head-v1\n", head.service(), "\n", head.tenant(), "\n",
                      head.sequence(), "\n", head.hash(), "\n", time, "\n");
}

v1::AuditHead UnsignedHead(absl::string_view service, absl::string_view tenant, int64_t sequence,
                           absl::string_view hash, absl::Time sign_time, absl::string_view key_id) {
  v1::AuditHead head;
  head.set_service(std::string(service));
  head.set_tenant(std::string(tenant));
  head.set_sequence(sequence);
  head.set_hash(absl::BytesToHexString(hash));
  head.mutable_sign_time()->set_seconds(absl::ToUnixSeconds(sign_time));
  head.set_key_id(std::string(key_id));
  return head;
}

v1::AuditHead HeadSigner::Sign(absl::string_view tenant, int64_t sequence, absl::string_view hash,
                               absl::Time now) const {
  v1::AuditHead head = UnsignedHead(service_, tenant, sequence, hash, now, key_id_);
  head.set_signature(key_.Sign(HeadText(head)));
  return head;
}

bool IsSigned(const v1::AuditHead& head, const auth::KeySet& keys) {
  const auto key = keys.find(head.key_id());
  return key != keys.end() && key->second.key.Verify(HeadText(head), head.signature());
}

}  // namespace steward::audit
