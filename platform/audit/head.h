#pragma once

// Signed heads of chains (steward.audit.v1.AuditHead): what leaves the database, so that even who
// owns it cannot write the chain anew. Thread-safe.

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/auth/ed25519.h"
#include "platform/auth/keys.h"
#include "steward/audit/v1/audit.pb.h"

namespace steward::audit {

// The bytes that are signed.
std::string HeadText(const v1::AuditHead& head);

// A head without its signature. `hash` has 32 bytes; the fraction of a second of the time is
// dropped.
v1::AuditHead UnsignedHead(absl::string_view service, absl::string_view tenant, int64_t sequence,
                           absl::string_view hash, absl::Time sign_time, absl::string_view key_id);

class HeadSigner {
 public:
  // `key_id` is the name of the key among those that IsSigned is given.
  HeadSigner(std::string service, std::string key_id, auth::PrivateKey key)
      : service_(std::move(service)), key_id_(std::move(key_id)), key_(std::move(key)) {}

  // As UnsignedHead.
  v1::AuditHead Sign(absl::string_view tenant, int64_t sequence, absl::string_view hash,
                     absl::Time now) const;

  const std::string& service() const { return service_; }
  const std::string& key_id() const { return key_id_; }

 private:
  const std::string service_;
  const std::string key_id_;
  const auth::PrivateKey key_;
};

// Whether the key that the head names is among `keys` and made its signature. A key that may sign
// no identity any more counts too.
bool IsSigned(const v1::AuditHead& head, const auth::KeySet& keys);

}  // namespace steward::audit
