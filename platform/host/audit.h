#pragma once

// What keeps the audit trail of a service: the chain over its journal and those who ask for it.

#include <string>

#include "platform/audit/audit_handlers.h"
#include "platform/audit/head.h"
#include "platform/audit/sealer.h"
#include "platform/audit/seals.h"
#include "platform/audit/trail.h"
#include "platform/audit/verifier.h"
#include "platform/auth/keys.h"
#include "platform/pg/pool.h"

namespace steward::host {

struct Audit {
  // `keys`: those that heads may be signed with, now and in the past. Seals from now on.
  Audit(const std::string& database, const std::string& jobs_database, const std::string& service,
        const std::string& key_id, const auth::PrivateKey& key, const auth::KeySet& keys)
      : pool(database, 1, 1),
        sealing_pool(jobs_database, 1),
        signer(service, key_id, key),
        seals(&sealing_pool, &signer),
        trail(&pool, service),
        verifier(&pool, {service, keys}),
        handlers(&trail, &seals, &verifier),
        sealer(&seals, {}) {}

  // Of their own: auditors hold up nobody else, and not what seals.
  pg::Pool pool, sealing_pool;
  const audit::HeadSigner signer;
  const audit::Seals seals;
  const audit::Trail trail;
  const audit::Verifier verifier;
  audit::AuditHandlers handlers;
  audit::Sealer sealer;
};

}  // namespace steward::host
