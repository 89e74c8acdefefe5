#pragma once

// Seals events: extends the hash chain of each tenant by what the journal has got since. Behind the
// journal, never in the way of a write. Any number of replicas may seal: they wait for each other
// at the shard. steward_audit_sealed_total counts the events.
//
// Thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/audit/head.h"
#include "platform/audit/head_file.h"
#include "platform/pg/pool.h"

namespace steward::audit {

// Greatest number of events under one seal.
inline constexpr int kSealMax = 500;

class Seals {
 public:
  // All outlive it. What is signed is appended to `file`, if there is one, before it is kept: while
  // that fails, nothing is signed.
  Seals(pg::Pool* pool, const HeadSigner* signer, HeadFile* file = nullptr);

  // Seals the next events of a shard, at most kSealMax. Returns how many.
  absl::StatusOr<int64_t> SealNext(int shard, absl::Time deadline) const;
  // Seals all that was committed before.
  absl::Status SealAll(int shard, absl::Time deadline) const;

  // Signs the newest seals that have no signature, of at most a thousand tenants. Returns how many.
  absl::StatusOr<int64_t> SignHeads(absl::Time deadline) const;
  // Seals what the tenant has and signs it, as SignHeads does, unless that was done before: then
  // the head is that of then.
  absl::StatusOr<v1::AuditHead> HeadOf(absl::string_view tenant, absl::Time deadline) const;

 private:
  // All of the same time.
  absl::Status Keep(const std::vector<v1::AuditHead>& heads, absl::Time deadline) const;

  pg::Pool* const pool_;
  const HeadSigner* const signer_;
  HeadFile* const file_;
};

}  // namespace steward::audit
