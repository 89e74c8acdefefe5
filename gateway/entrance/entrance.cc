#include "gateway/entrance/entrance.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace steward::gateway {
namespace {

void Settle(const Quota& quota, Entry* entry) {
  if (quota.limited) entry->quota = quota;
  if (!quota.admitted) entry->status = RateLimited(quota);
}

}  // namespace

void Entrance::Admit(const Knock& knock, Done done) {
  Entry entry;
  entry.status = access_.CheckTransport(knock.authorization, knock.transport);
  if (!entry.status.ok()) return done(std::move(entry));
  entry.client_address = behind_proxies()
                             ? access_.proxies().ClientOf(knock.transport.peer, knock.forwarded_for)
                             : knock.transport.peer;
  if (knock.anonymous) {
    entry.principal = std::make_shared<const Principal>(AnonymousAt(entry.client_address));
    return TakeQuota(std::move(entry), knock.rate_class, done);
  }
  auto known = [this, rate_class = knock.rate_class](
                   Entry known_entry, Principals::Answer principal, const Done& then) {
    if (!principal.ok()) {
      known_entry.status = principal.status();
      return then(std::move(known_entry));
    }
    known_entry.principal = *std::move(principal);
    TakeQuota(std::move(known_entry), rate_class, then);
  };
  if (auto answer = principals_.Find(knock.authorization, knock.tenant, entry.client_address))
    return known(std::move(entry), *std::move(answer), done);
  const std::string address = entry.client_address;
  principals_.Ask(std::string(knock.authorization), std::string(knock.tenant), address,
                  [known, entry = std::move(entry), done = std::move(done)](
                      Principals::Answer later) { known(entry, std::move(later), done); });
}

void Entrance::AdmitAgain(std::shared_ptr<const Principal> principal, std::string client_address,
                          RateClass rate_class, Done done) {
  Entry entry;
  entry.principal = std::move(principal);
  entry.client_address = std::move(client_address);
  TakeQuota(std::move(entry), rate_class, done);
}

void Entrance::Charge(const Principal& principal, const Method& method, const rpc::Reply& reply) {
  int64_t cost = 0;
  if (absl::SimpleAtoi(reply.Metadata("steward-cost"), &cost) && cost > 1)
    guard_.quotas.Charge(principal, method.rate_class, cost - 1);
}

void Entrance::TakeQuota(Entry entry, RateClass rate_class, const Done& done) {
  const std::shared_ptr<const Principal> principal = entry.principal;
  if (auto quota = guard_.quotas.Take(*principal, rate_class, absl::Now())) {
    Settle(*quota, &entry);
    return done(std::move(entry));
  }
  guard_.quotas.Ask(*principal, rate_class, [entry = std::move(entry), done](const Quota& quota) {
    Entry settled = entry;
    Settle(quota, &settled);
    done(std::move(settled));
  });
}

absl::StatusOr<std::unique_ptr<InFlight::Call>> Entrance::Begin(const Principal& principal,
                                                                const Method& method) {
  return guard_.calls.Begin(method.service, principal.tenant, absl::Now());
}

absl::StatusOr<Holds::Hold> Entrance::HoldStream(const Principal& principal) {
  return guard_.long_calls.streams.Begin(absl::StrCat(principal.tenant, "\n", principal.subject));
}

absl::StatusOr<Holds::Hold> Entrance::HoldExport(const Principal& principal) {
  return guard_.long_calls.exports.Begin(principal.tenant);
}

absl::StatusOr<Holds::Hold> Entrance::HoldUpload(const Principal& principal) {
  return guard_.long_calls.uploads.Begin(principal.tenant);
}

}  // namespace steward::gateway
