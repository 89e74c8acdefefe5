#include "platform/audit/verifier.h"

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "platform/audit/canonical.h"
#include "platform/audit/head.h"
#include "platform/audit/queries.h"
#include "platform/audit/seals.h"
#include "platform/crypto/hmac.h"
#include "platform/journal/shard.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::audit {
namespace {

using event::v1::ChainPlace;
using v1::ChainFault;

// Seals that are read at once. Their events may be more than are read with them.
constexpr int kSealsRead = 100;
// The events of the largest seal, and one that may have been put in.
constexpr int kEventsRead = kSealMax + 1;

Seal ReadSeal(const pg::Result& rows, int row) {
  return {rows.Int(row, 0), rows.Int(row, 1), rows.Int(row, 2), std::string(rows.Bytes(row, 3)),
          std::string(rows.Bytes(row, 4))};
}

ChainEvent ReadChainEvent(const pg::Result& rows, int row) {
  return {rows.Int(row, 3), rows.Int(row, 4), rows.Uuid(row, 5), rows.Text(row, 1),
          crypto::Sha256(CanonicalOf(rows, row))};
}

}  // namespace

// What was true before anything else was read.
struct Verifier::Bounds {
  std::pair<int64_t, int64_t> sealed;
  std::pair<int64_t, int64_t> trimmed;
  int64_t signed_sequence = 0;
};

struct Verifier::Page {
  pg::Result seals;
  std::vector<ChainEvent> events;
};

absl::StatusOr<Verifier::Bounds> Verifier::ReadBounds(absl::string_view tenant,
                                                      absl::Time deadline) const {
  pg::Statement sealing{&sql::kGetSealing, {}, {}};
  sealing.params.Small(static_cast<int16_t>(journal::ShardOf(tenant)));
  ASSIGN_OR_RETURN(auto position, pool_->Read(tenant, std::move(sealing), deadline));
  pg::Statement last{&sql::kGetLastSignedSequence, {}, {}};
  last.params.Text(tenant);
  ASSIGN_OR_RETURN(auto head, pool_->Read(tenant, std::move(last), deadline));
  if (position.rows() != 1) return errors::Internal("the row of a shard in sealing is missing");
  return Bounds{{position.Int(0, 0), position.Int(0, 1)},
                {position.Int(0, 2), position.Int(0, 3)},
                head.IsNull(0, 0) ? 0 : head.Int(0, 0)};
}

// Nothing can be said of events that are no longer kept: on from the first seal after them, or
// the newest.
absl::StatusOr<ChainPlace> Verifier::SkipTrimmed(absl::string_view tenant, const Bounds& bounds,
                                                 ChainPlace place, absl::Time deadline) const {
  const bool is_whole = bounds.trimmed <= std::pair<int64_t, int64_t>(1, 0);
  if (is_whole || std::pair(place.epoch(), place.offset()) >= bounds.trimmed) return place;
  pg::Statement first{&sql::kGetFirstSeal, {}, {}};
  first.params.Text(tenant).Int(bounds.trimmed.first).Int(bounds.trimmed.second);
  ASSIGN_OR_RETURN(auto rows, pool_->Read(tenant, std::move(first), deadline));
  if (rows.rows() == 0 || rows.Int(0, 0) <= place.sequence()) return place;
  place.set_sequence(rows.Int(0, 0));
  place.set_epoch(rows.Int(0, 1));
  place.set_offset(rows.Int(0, 2));
  place.set_hash(std::string(rows.Bytes(0, 3)));
  return place;
}

absl::StatusOr<Verifier::Page> Verifier::ReadPage(absl::string_view tenant, const ChainPlace& place,
                                                  absl::Time deadline) const {
  Page page;
  pg::Statement seals{&sql::kListSeals, {}, {}};
  seals.params.Text(tenant).Int(place.sequence()).Int(kSealsRead);
  ASSIGN_OR_RETURN(page.seals, pool_->Read(tenant, std::move(seals), deadline));
  pg::Statement events{&sql::kListChainEvents, {}, {}};
  events.params.Text(tenant).Int(place.epoch()).Int(place.offset()).Int(kEventsRead);
  ASSIGN_OR_RETURN(auto rows, pool_->Read(tenant, std::move(events), deadline));
  for (int row = 0; row < rows.rows(); ++row) page.events.push_back(ReadChainEvent(rows, row));
  return page;
}

Verifier::Fault Verifier::CheckSignature(absl::string_view tenant, const Page& page,
                                         int row) const {
  if (page.seals.IsNull(row, 5)) return absl::nullopt;
  v1::AuditHead head =
      UnsignedHead(options_.service, tenant, page.seals.Int(row, 0), page.seals.Bytes(row, 3),
                   page.seals.Time(row, 5), page.seals.Text(row, 6));
  head.set_signature(std::string(page.seals.Bytes(row, 7)));
  if (IsSigned(head, options_.keys)) return absl::nullopt;
  return FaultAt(ChainFault::SIGNATURE_INVALID, head.sequence(), nullptr);
}

absl::StatusOr<Verifier::Fault> Verifier::Walk(absl::string_view tenant, const Bounds& bounds,
                                               ChainPlace* place, bool* more,
                                               absl::Time deadline) const {
  ASSIGN_OR_RETURN(const Page page, ReadPage(tenant, *place, deadline));
  const bool all_events = page.events.size() < kEventsRead;
  absl::Span<const ChainEvent> events = page.events;
  for (int row = 0; row < page.seals.rows(); ++row) {
    const Seal seal = ReadSeal(page.seals, row);
    const int64_t count = seal.sequence - place->sequence();
    *more = true;
    if (row > 0 && !all_events && count > static_cast<int64_t>(events.size())) return Fault();
    ChainPlace reached = *place;
    if (Fault fault = CheckSeal(seal, events, &reached)) return fault;
    if (Fault fault = CheckSignature(tenant, page, row)) return fault;
    *place = reached;
    events.remove_prefix(count);
  }
  *more = page.seals.rows() == kSealsRead;
  if (*more) return Fault();
  if (!events.empty() && std::pair(events[0].epoch, events[0].offset) <= bounds.sealed)
    return Fault(FaultAt(ChainFault::SEAL_MISSING, place->sequence() + 1, &events[0]));
  if (place->sequence() < bounds.signed_sequence)
    return Fault(FaultAt(ChainFault::SEAL_MISSING, bounds.signed_sequence, nullptr));
  return Fault();
}

// Events that end meanwhile are no fault.
absl::StatusOr<bool> Verifier::TakeTrimmed(absl::string_view tenant, Bounds* bounds,
                                           ChainPlace* place, absl::Time deadline) const {
  const int64_t sequence = place->sequence();
  ASSIGN_OR_RETURN(*bounds, ReadBounds(tenant, deadline));
  ASSIGN_OR_RETURN(*place, SkipTrimmed(tenant, *bounds, *place, deadline));
  return place->sequence() > sequence;
}

absl::StatusOr<event::v1::VerifyChainResponse> Verifier::Verify(
    const event::v1::VerifyChainRequest& request, absl::Time deadline) const {
  const absl::string_view tenant = request.tenant();
  const absl::Time begin = absl::Now();
  ASSIGN_OR_RETURN(Bounds bounds, ReadBounds(tenant, deadline));
  ChainPlace place = request.after();
  if (!request.has_after()) place.set_hash(ChainStart());
  ASSIGN_OR_RETURN(place, SkipTrimmed(tenant, bounds, place, deadline));
  int64_t first = place.sequence();
  Fault fault;
  bool more = true;
  while (more && !fault.has_value() && place.sequence() - first < options_.events_max &&
         absl::Now() < begin + (deadline - begin) / 2) {
    ASSIGN_OR_RETURN(fault, Walk(tenant, bounds, &place, &more, deadline));
    if (!fault.has_value()) continue;
    ASSIGN_OR_RETURN(const bool is_trimmed, TakeTrimmed(tenant, &bounds, &place, deadline));
    if (!is_trimmed) break;
    fault.reset();
    more = true;
    first = place.sequence();
  }
  event::v1::VerifyChainResponse response;
  auto* verification = response.mutable_verification();
  verification->set_service(options_.service);
  verification->set_first_sequence(first + 1);
  verification->set_sequence(place.sequence());
  verification->set_hash(absl::BytesToHexString(place.hash()));
  if (fault.has_value())
    *verification->mutable_fault() = *fault;
  else if (more)
    *response.mutable_next() = place;
  return response;
}

}  // namespace steward::audit
