#include "gateway/access/principals.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gateway/access/admission.h"
#include "platform/auth/names.h"
#include "platform/auth/refusal.h"
#include "platform/observe/log.h"
#include "platform/observe/metrics.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::gateway {
namespace {

constexpr size_t kYoungMax = 16 * 1024;
// After a failure, nobody asks for so long: else every caller would wait for one of their own.
constexpr absl::Duration kPause = absl::Seconds(1);
// Questions in a row that were not answered well until the directory counts as out of reach.
constexpr int kFailuresMax = 3;

enum By { kYoung, kAging, kAsked, kOld, kAlone, kBys };

void Count(By by) {
  static const auto* counters = [] {
    auto* made = new std::array<observe::Counter*, kBys>();
    const char* names[kBys] = {"young", "aging", "asked", "old", "alone"};
    for (int i = 0; i < kBys; ++i)
      (*made)[static_cast<size_t>(i)] =
          &observe::GetCounter("steward_gateway_principals_total",
                               "Callers admitted or refused, by the answer of the directory used.",
                               {{"answer", names[i]}});
    return made;
  }();
  (*counters)[by]->Increment();
}

bool IsSame(const identity::v1::Principal& one, const identity::v1::Principal& other) {
  return one.SerializeAsString() == other.SerializeAsString();
}

absl::string_view Counted(const Credential& credential) {
  return credential.key_id.empty() ? "token" : absl::string_view(credential.key_id);
}

bool IsGuest(const Credential& credential) {
  return !credential.is_key() && !credential.tenant.empty();
}

// Who asks for tenants that they have no access to.
std::string Seeker(const Credential& credential) {
  return absl::StrCat(credential.token->tenant, "/", credential.token->subject);
}

// Which token, or whose tokens, do not count any more though they were issued; empty for no such.
std::string EndedToken(const absl::Status& refusal, const Credential& credential) {
  if (credential.token != nullptr) return absl::StrCat("ended ", Seeker(credential));
  const auto digest = auth::DigestOfSigned(refusal);
  return digest ? absl::StrCat("ended ", *digest) : "";
}

}  // namespace

Principals::Principals(Access& access, rpc::Caller& caller)
    : access_(access),
      directory_(access, caller),
      asks_(absl::c_linear_search(caller.services(), "directory")) {}

absl::StatusOr<Credential> Principals::Read(absl::string_view authorization,
                                            absl::string_view tenant) {
  ASSIGN_OR_RETURN(Credential credential, access_.Read(authorization));
  if (tenant.empty()) return credential;
  if (!auth::IsTenant(tenant))
    return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST,
                        "Steward-Tenant must be the id of a tenant, such as acme.");
  if (credential.is_key() || credential.token->tenant != tenant)
    credential.tenant = std::string(tenant);
  return credential;
}

absl::optional<Principals::Answer> Principals::Find(absl::string_view authorization,
                                                    absl::string_view tenant,
                                                    absl::string_view address) {
  const absl::Time now = absl::Now();
  const absl::StatusOr<Credential> read = Read(authorization, tenant);
  if (!read.ok()) return Settle(read.status(), Credential(), address, now);
  const Credential& credential = *read;
  const EntryPtr* found = Lookup(credential);
  Entry* entry = found == nullptr ? nullptr : found->get();
  const Freshness freshness = FreshnessOf(entry, now);
  if (freshness == Freshness::kYoung || freshness == Freshness::kAging) {
    Count(freshness == Freshness::kYoung ? kYoung : kAging);
    if (freshness == Freshness::kAging && !Unreachable(now)) Start(*found, credential);
    return Settle(Judge(*entry, credential, now), credential, address, now);
  }
  if (!asks_ || Unreachable(now))
    return Settle(JudgeAlone(entry, credential, now), credential, address, now);
  const absl::Duration wait = WaitOf(entry, credential, address, now);
  if (wait > absl::ZeroDuration()) return TooManyAttempts(wait);
  return absl::nullopt;
}

// A token was verified, and a key that was good a while ago may still be: whoever sends it is no
// guesser. What is not known may be any of countless keys, which count together. Who asks for one
// tenant after another is a guesser, too.
absl::Duration Principals::WaitOf(const Entry* entry, const Credential& credential,
                                  absl::string_view address, absl::Time now) {
  if (IsGuest(credential) && entry == nullptr)
    return access_.failures().Wait(address, Seeker(credential), now);
  const bool was_good = entry != nullptr && entry->answered &&
                        entry->known.state() == identity::v1::Principal::ACTIVE;
  if (!credential.is_key() || was_good) return absl::ZeroDuration();
  return std::max(access_.failures().Wait(address, Counted(credential), now),
                  access_.unknown_keys().Wait(address, "", now));
}

void Principals::Ask(std::string authorization, std::string tenant, std::string address,
                     Done done) {
  const absl::Time now = absl::Now();
  absl::StatusOr<Credential> read = Read(authorization, tenant);
  if (!read.ok()) return done(Settle(read.status(), Credential(), address, now));
  const Credential& credential = *read;
  if (!asks_ || Unreachable(now)) {
    const EntryPtr* found = Lookup(credential);
    Answer alone = JudgeAlone(found == nullptr ? nullptr : found->get(), credential, now);
    return done(Settle(std::move(alone), credential, address, now));
  }
  const bool is_guess = IsGuest(credential) && Lookup(credential) == nullptr;
  const EntryPtr entry = LookupOrAdd(credential);
  if (FreshnessOf(entry.get(), now) == Freshness::kYoung)
    return done(Settle(Judge(*entry, credential, now), credential, address, now));
  entry->waiting.push_back([this, credential, is_guess, address = std::move(address),
                            done = std::move(done)](Entry& answered, bool came) {
    const absl::Time then = absl::Now();
    if (came) Count(kAsked);
    if (is_guess && answered.known.state() == identity::v1::Principal::NOT_GRANTED)
      access_.failures().Note(address, Seeker(credential), then);
    Answer answer = came                ? Judge(answered, credential, then)
                    : Unreachable(then) ? JudgeAlone(&answered, credential, then)
                                        : errors::Unavailable("an answer of the directory");
    done(Settle(std::move(answer), credential, address, then));
  });
  Start(entry, credential);
}

void Principals::ReportLeak(const auth::ApiKey& key) {
  if (asks_) directory_.ReportLeak(key);
}

Freshness Principals::FreshnessOf(const Entry* entry, absl::Time now) const {
  if (entry == nullptr || !entry->answered) return Freshness::kGone;
  return gateway::FreshnessOf(entry->asked, entry->change, now);
}

const Principals::EntryPtr* Principals::Lookup(const Credential& credential) {
  key_.clear();
  // No tenant holds a slash, and no id of a key is followed by one.
  if (credential.is_key())
    absl::StrAppend(&key_, credential.key_id, credential.secret_digest);
  else
    absl::StrAppend(&key_, credential.token->tenant, "/", credential.token->subject, "\n",
                    credential.tenant);
  if (auto at = young_.find(key_); at != young_.end()) return &at->second;
  auto at = old_.find(key_);
  if (at == old_.end()) return nullptr;
  EntryPtr entry = std::move(at->second);
  old_.erase(at);
  return &Add(std::move(entry));
}

const Principals::EntryPtr& Principals::Add(EntryPtr entry) {
  if (young_.size() >= kYoungMax) {
    old_ = std::move(young_);
    young_ = Entries();
  }
  return young_.insert_or_assign(key_, std::move(entry)).first->second;
}

const Principals::EntryPtr& Principals::LookupOrAdd(const Credential& credential) {
  const EntryPtr* found = Lookup(credential);
  return found != nullptr ? *found : Add(std::make_shared<Entry>());
}

void Principals::Start(const EntryPtr& entry, const Credential& credential) {
  if (entry->asking) return;
  entry->asking = true;
  directory_.Resolve(credential, [this, entry, asked = absl::Now()](auto known) {
    OnAnswer(*entry, asked, std::move(known));
  });
}

void Principals::OnAnswer(Entry& entry, absl::Time asked,
                          absl::StatusOr<identity::v1::Principal> known) {
  entry.asking = false;
  NoteReachable(known.ok(), known.status());
  if (known.ok()) {
    if (!entry.answered || !IsSame(entry.known, *known)) entry.admitted = nullptr;
    entry.answered = true;
    entry.asked = asked;
    entry.change =
        known->has_change_time() ? FromProto(known->change_time()) : absl::InfiniteFuture();
    entry.known = *std::move(known);
  }
  const auto waiting = std::exchange(entry.waiting, {});
  for (const auto& tell : waiting) tell(entry, known.ok());
}

// One answer that is late or bad says nothing of the directory; several in a row do.
void Principals::NoteReachable(bool reachable, const absl::Status& status) {
  failures_ = reachable ? 0 : absl::IsUnavailable(status) ? kFailuresMax : failures_ + 1;
  if (!reachable && failures_ < kFailuresMax) return;
  unreachable_until_ = reachable ? absl::InfinitePast() : absl::Now() + kPause;
  if (reachable == reachable_) return;
  reachable_ = reachable;
  observe::Log(reachable ? observe::Level::kInfo : observe::Level::kWarning,
               reachable ? "the directory says again who is calling"
                         : "the directory cannot be asked who is calling");
}

Principals::Answer Principals::Judge(Entry& entry, const Credential& credential, absl::Time now) {
  if (entry.admitted != nullptr && entry.token == credential.token &&
      now < entry.admitted->roles_end)
    return entry.admitted;
  auto principal = credential.is_key() ? AdmitKey(entry.known)
                   : credential.tenant.empty()
                       ? AdmitToken(*credential.token, entry.known, now)
                       : AdmitGuest(*credential.token, credential.tenant, entry.known, now);
  if (!principal.ok()) return principal.status();
  entry.token = credential.token;
  entry.admitted = std::make_shared<const Principal>(*std::move(principal));
  return entry.admitted;
}

Principals::Answer Principals::JudgeAlone(Entry* entry, const Credential& credential,
                                          absl::Time now) {
  if (FreshnessOf(entry, now) != Freshness::kGone) {
    Count(kOld);
    return Judge(*entry, credential, now);
  }
  Count(kAlone);
  if (credential.is_key()) return errors::Unavailable("the directory, for a key that is not known");
  if (credential.token->known_subject_only)
    return errors::Unavailable("the directory, for a subject that is not known");
  if (!credential.tenant.empty())
    return errors::Unavailable("the directory, for a guest who is not known");
  return std::make_shared<const Principal>(PrincipalOf(*credential.token));
}

Principals::Answer Principals::Settle(Answer answer, const Credential& credential,
                                      absl::string_view address, absl::Time now) {
  if (answer.ok())
    if (absl::Status status = CheckUse(**answer, address, now); !status.ok()) answer = status;
  // Keys are of one tenant, and no guests.
  const bool is_elsewhere =
      !credential.tenant.empty() && answer.ok() && (*answer)->tenant != credential.tenant;
  if (is_elsewhere) answer = NotGranted();
  if (answer.ok()) {
    // Somebody else's token, or their own, says nothing of those that were guessed; one key does.
    if (credential.is_key()) access_.failures().Forget(address, Counted(credential), now);
    return answer;
  }
  if (errors::ReasonOf(answer.status()) != errors::Reason::INVALID_TOKEN) return answer;
  const absl::Duration wait = NoteInvalid(answer.status(), credential, address, now);
  if (wait > absl::ZeroDuration()) return TooManyAttempts(wait);
  return answer;
}

// What was issued and does not count any more is no guess: its owner is told so, to get another
// one, whatever others guess at the same address. Who goes on with it is slowed down with it alone.
absl::Duration Principals::NoteInvalid(const absl::Status& refusal, const Credential& credential,
                                       absl::string_view address, absl::Time now) {
  const std::string ended = EndedToken(refusal, credential);
  if (!ended.empty()) {
    const absl::Duration wait = access_.failures().Wait(address, ended, now);
    if (wait > absl::ZeroDuration()) return wait;
    return std::max(access_.failures().Note(address, ended, now),
                    access_.ended_tokens().Note(address, "", now));
  }
  const absl::Duration wait = access_.failures().Note(address, Counted(credential), now);
  if (credential.key_id.empty()) return wait;
  return std::max(wait, access_.unknown_keys().Note(address, "", now));
}

}  // namespace steward::gateway
