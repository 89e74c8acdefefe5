#pragma once

// Verifies the chain of a tenant: recomputes it from the events as they stand and compares it with
// seals and signatures. Nothing that the database computes is trusted. Thread-safe.

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/audit/chain_walk.h"
#include "platform/auth/keys.h"
#include "platform/pg/pool.h"
#include "steward/event/v1/journal_service.pb.h"

namespace steward::audit {

class Verifier {
 public:
  struct Options {
    // Seals are made by the service of this name and signed with one of these keys.
    std::string service;
    auth::KeySet keys;
    // A call ends after about so many events, and after half of the time it has.
    int64_t events_max = 100000;
  };
  // `pool` outlives it.
  Verifier(pg::Pool* pool, Options options) : pool_(pool), options_(std::move(options)) {}

  // What was sealed before the call is verified, from the request's place on.
  absl::StatusOr<event::v1::VerifyChainResponse> Verify(
      const event::v1::VerifyChainRequest& request, absl::Time deadline) const;

 private:
  struct Bounds;
  struct Page;
  using Fault = absl::optional<v1::ChainFault>;

  absl::StatusOr<Bounds> ReadBounds(absl::string_view tenant, absl::Time deadline) const;
  absl::StatusOr<event::v1::ChainPlace> SkipTrimmed(absl::string_view tenant, const Bounds& bounds,
                                                    event::v1::ChainPlace place,
                                                    absl::Time deadline) const;
  // Reads the bounds anew; whether the place was before what is kept, and therefore moved.
  absl::StatusOr<bool> TakeTrimmed(absl::string_view tenant, Bounds* bounds,
                                   event::v1::ChainPlace* place, absl::Time deadline) const;
  absl::StatusOr<Page> ReadPage(absl::string_view tenant, const event::v1::ChainPlace& place,
                                absl::Time deadline) const;
  // Walks a page of seals; `more` says whether others follow.
  absl::StatusOr<Fault> Walk(absl::string_view tenant, const Bounds& bounds,
                             event::v1::ChainPlace* place, bool* more, absl::Time deadline) const;
  Fault CheckSignature(absl::string_view tenant, const Page& page, int row) const;

  pg::Pool* const pool_;
  const Options options_;
};

}  // namespace steward::audit
