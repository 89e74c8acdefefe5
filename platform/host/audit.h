#pragma once

// What keeps the audit trail of a service: the chain over its journal and those who ask for it.

#include <string>

#include "absl/strings/str_cat.h"
#include "platform/audit/audit_handlers.h"
#include "platform/audit/head.h"
#include "platform/audit/head_file.h"
#include "platform/audit/sealer.h"
#include "platform/audit/seals.h"
#include "platform/audit/trail.h"
#include "platform/audit/verifier.h"
#include "platform/auth/keys.h"
#include "platform/pg/pool.h"

namespace steward::host {

struct Audit {
  struct Options {
    std::string database, jobs_database, service, key_id;
    const auth::PrivateKey& key;
    // Those that heads may be signed with, now and in the past.
    const auth::KeySet& keys;
    // Where what is signed is appended to <service>.jsonl; empty: nowhere.
    std::string head_directory;
  };
  // Seals from now on.
  explicit Audit(const Options& options)
      : pool(options.database, 1, 1),
        sealing_pool(options.jobs_database, 1),
        signer(options.service, options.key_id, options.key),
        head_file(absl::StrCat(options.head_directory, "/", options.service, ".jsonl")),
        seals(&sealing_pool, &signer, options.head_directory.empty() ? nullptr : &head_file),
        trail(&pool, options.service),
        verifier(&pool, {options.service, options.keys}),
        handlers(&trail, &seals, &verifier),
        sealer(&seals, {.sign_at_end = !options.head_directory.empty()}) {}

  // Of their own: auditors hold up nobody else, and not what seals.
  pg::Pool pool, sealing_pool;
  const audit::HeadSigner signer;
  audit::HeadFile head_file;
  const audit::Seals seals;
  const audit::Trail trail;
  const audit::Verifier verifier;
  audit::AuditHandlers handlers;
  audit::Sealer sealer;
};

}  // namespace steward::host
