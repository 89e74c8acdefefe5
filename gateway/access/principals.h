#pragma once

// Finds out who is calling: reads the credential, and asks the directory what it knows. Answers are
// kept: for 2 seconds they count, up to 5 they count while they are asked for again, and older ones
// only while the directory cannot be reached, for 24 hours. Without any answer a token is taken at
// its issuer's word then, unless its subject must be known; such a token, and a key, is refused as
// UNAVAILABLE (docs/adr/0011). Belongs to a loop.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "gateway/access/access.h"
#include "gateway/access/directory_client.h"
#include "gateway/access/freshness.h"

namespace steward::gateway {

class Principals {
 public:
  // INVALID_TOKEN, UNAUTHENTICATED, TOO_MANY_ATTEMPTS or UNAVAILABLE when nobody is admitted;
  // PERMISSION_DENIED or MALFORMED_REQUEST because of the tenant that was asked for.
  using Answer = absl::StatusOr<std::shared_ptr<const Principal>>;
  using Done = std::function<void(Answer)>;

  // Without a service named "directory" behind it, tokens are taken at their word and keys refused.
  Principals(Access& access, rpc::Caller& caller);

  // Whom the Authorization value stands for when it comes from `address` (without port), unless the
  // directory has to be asked first. `tenant` is the one that the client asks for, empty for its
  // own: in another one it is a guest by that one's access grants.
  absl::optional<Answer> Find(absl::string_view authorization, absl::string_view tenant,
                              absl::string_view address);
  // The same with an answer that is at most 2 seconds old; asks the directory when there is none.
  // `done` runs once, perhaps at once.
  void Ask(std::string authorization, std::string tenant, std::string address, Done done);
  // Tells the directory of a key that others can read.
  void ReportLeak(const auth::ApiKey& key);

 private:
  // What is known of a token's subject, at home or as a guest somewhere, or of an API key.
  struct Entry {
    bool answered = false;
    identity::v1::Principal known;
    absl::Time asked;
    absl::Time change = absl::InfiniteFuture();
    // The last token that was admitted by `known`, or no token for a key, and as whom.
    std::shared_ptr<const auth::AccessToken> token;
    std::shared_ptr<const Principal> admitted;
    // Who waits for the answer that is under way, to be told whether one came.
    bool asking = false;
    std::vector<std::function<void(Entry& entry, bool came)>> waiting;
  };
  using EntryPtr = std::shared_ptr<Entry>;
  using Entries = absl::flat_hash_map<std::string, EntryPtr>;

  absl::StatusOr<Credential> Read(absl::string_view authorization, absl::string_view tenant);
  // Null when there is none; valid until the next call.
  const EntryPtr* Lookup(const Credential& credential);
  const EntryPtr& LookupOrAdd(const Credential& credential);
  const EntryPtr& Add(EntryPtr entry);
  void Start(const EntryPtr& entry, const Credential& credential);
  void OnAnswer(Entry& entry, absl::Time asked, absl::StatusOr<identity::v1::Principal> known);
  void NoteReachable(bool reachable, const absl::Status& status);
  // How long somebody who guesses has to wait before the directory is asked.
  absl::Duration WaitOf(const Entry* entry, const Credential& credential, absl::string_view address,
                        absl::Time now);
  bool Unreachable(absl::Time now) const { return now < unreachable_until_; }
  Freshness FreshnessOf(const Entry* entry, absl::Time now) const;
  // What the directory has last said of the credential.
  Answer Judge(Entry& entry, const Credential& credential, absl::Time now);
  // The same while it cannot be reached; `entry` may be null.
  Answer JudgeAlone(Entry* entry, const Credential& credential, absl::Time now);
  // One more credential that is not valid. How long who sends it has to wait, if at all.
  absl::Duration NoteInvalid(const absl::Status& refusal, const Credential& credential,
                             absl::string_view address, absl::Time now);
  // The last step of every answer: when, where and in which tenant the credential counts, and
  // failures.
  Answer Settle(Answer answer, const Credential& credential, absl::string_view address,
                absl::Time now);

  Access& access_;
  DirectoryClient directory_;
  const bool asks_;
  // When `young_` is full it becomes `old_`; what is used moves back.
  Entries young_, old_;
  // Reused, so that looking up does not allocate.
  std::string key_;
  absl::Time unreachable_until_ = absl::InfinitePast();
  bool reachable_ = true;
  // In a row.
  int failures_ = 0;
};

}  // namespace steward::gateway
