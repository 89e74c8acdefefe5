#include "platform/audit/seals.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "platform/audit/canonical.h"
#include "platform/audit/queries.h"
#include "platform/journal/shard.h"
#include "platform/observe/metrics.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::audit {
namespace {

constexpr int kHeadsMax = 1000;
// Who asks for a head is told in time when it cannot be kept: a GET has 5 s for three attempts.
constexpr absl::Duration kKeepTime = absl::Seconds(1);

// All of it is found by keys, also when the plans were made while the tables were empty.
constexpr pg::Query kKeepPlan{"keep_plan",
                              "SELECT set_config('enable_seqscan', 'off', true),"
                              " set_config('enable_bitmapscan', 'off', true)"};

observe::Counter& Sealed() {
  static observe::Counter& counter =
      observe::GetCounter("steward_audit_sealed_total", "Events sealed by this process.");
  return counter;
}

}  // namespace

Seals::Seals(pg::Pool* pool, const HeadSigner* signer, HeadFile* file)
    : pool_(pool), signer_(signer), file_(file) {
  Sealed();
}

absl::StatusOr<int64_t> Seals::SealNext(int shard, absl::Time deadline) const {
  std::vector<pg::Statement> statements(3);
  statements[0] = {&kKeepPlan, {}, {}};
  statements[1] = {&sql::kLockSealing, {}, {}};
  statements[1].params.Small(static_cast<int16_t>(shard));
  statements[2] = {&sql::kSealEvents, {}, {}};
  statements[2].params.Small(static_cast<int16_t>(shard)).Int(kSealMax);
  ASSIGN_OR_RETURN(auto results, pool_->WriteAsSystem(std::move(statements), deadline));
  const pg::Result& tenants = results.back();
  int64_t events = 0;
  for (int row = 0; row < tenants.rows(); ++row) events += tenants.Int(row, 1);
  Sealed().Increment(static_cast<double>(events));
  return events;
}

absl::Status Seals::SealAll(int shard, absl::Time deadline) const {
  int64_t events = kSealMax;
  while (events == kSealMax) {
    ASSIGN_OR_RETURN(events, SealNext(shard, deadline));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Seals::SignHeads(absl::Time deadline) const {
  pg::Statement list{&sql::kListUnsignedHeads, {}, {}};
  list.params.Int(kHeadsMax);
  ASSIGN_OR_RETURN(auto results,
                   pool_->ReadAsSystem({{&kKeepPlan, {}, {}}, std::move(list)}, deadline));
  const pg::Result& rows = results.back();
  const absl::Time now = absl::Now();
  std::vector<v1::AuditHead> heads;
  for (int row = 0; row < rows.rows(); ++row)
    heads.push_back(signer_->Sign(rows.Bytes(row, 0), rows.Int(row, 1), rows.Bytes(row, 2), now));
  if (!heads.empty()) RETURN_IF_ERROR(Keep(heads, deadline));
  return rows.rows();
}

absl::StatusOr<v1::AuditHead> Seals::HeadOf(absl::string_view tenant, absl::Time deadline) const {
  RETURN_IF_ERROR(SealAll(journal::ShardOf(tenant), deadline));
  pg::Statement get{&sql::kGetLastSeal, {}, {}};
  get.params.Text(tenant);
  ASSIGN_OR_RETURN(auto rows, pool_->Read(tenant, std::move(get), deadline));
  if (rows.rows() == 0) return signer_->Sign(tenant, 0, ChainStart(), absl::Now());
  if (!rows.IsNull(0, 2)) {
    v1::AuditHead signed_before = UnsignedHead(signer_->service(), tenant, rows.Int(0, 0),
                                               rows.Bytes(0, 1), rows.Time(0, 2), rows.Text(0, 3));
    signed_before.set_signature(std::string(rows.Bytes(0, 4)));
    return signed_before;
  }
  const absl::Time now = absl::Now();
  v1::AuditHead head = signer_->Sign(tenant, rows.Int(0, 0), rows.Bytes(0, 1), now);
  RETURN_IF_ERROR(Keep({head}, std::min(deadline, now + kKeepTime)));
  return head;
}

absl::Status Seals::Keep(const std::vector<v1::AuditHead>& heads, absl::Time deadline) const {
  if (file_ != nullptr) RETURN_IF_ERROR(file_->Append(heads, deadline));
  std::vector<std::string> tenants, signatures;
  std::vector<int64_t> sequences;
  for (const v1::AuditHead& head : heads) {
    tenants.push_back(head.tenant());
    sequences.push_back(head.sequence());
    signatures.push_back(head.signature());
  }
  pg::Statement insert{&sql::kInsertSignedHeads, {}, {}};
  insert.params.TextArray(tenants).IntArray(sequences).Time(FromProto(heads[0].sign_time()));
  insert.params.Text(signer_->key_id()).BytesArray(signatures);
  return pool_->WriteAsSystem({std::move(insert)}, deadline).status();
}

}  // namespace steward::audit
