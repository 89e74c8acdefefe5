#pragma once

// The one way a handler changes something: load → decide → commit, with repeats answered, guards
// tried again and validate_only honoured. A decision without a change is answered with its resource
// and makes no event; its request id is not kept.
//
//   return journal::Mutate<Ticket>(journal, call, request, [&]() -> StatusOr<Decision<Ticket>> {
//     ASSIGN_OR_RETURN(auto stored, store.Get(call, request.name()));
//     …
//   });

#include <utility>

#include "absl/status/statusor.h"
#include "platform/journal/journal.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::journal {

// What a domain decided: the resource as it will stand, and how that is made true. The change is
// empty when the resource stands like that already.
template <class Resource>
struct Decision {
  Resource resource;
  Change change;
};

// A call that loses this often against others on the same resource is refused. It loses a round
// only to a change that was made, so it takes that many other changes in a row.
inline constexpr int kAttemptsMax = 64;

// Marks the answer of a repeated request, and the events a validate_only call would have caused.
void NoteReplayed(const Call& call);
void NoteEvents(const Call& call, const Change& change);
// Whether the request asks for validate_only; whether the client named the request itself.
bool IsValidateOnly(const google::protobuf::Message& request);
bool HasRequestId(const google::protobuf::Message& request);

template <class Resource>
absl::StatusOr<Resource> FromAnswer(const Call& call, const Committed& committed) {
  Resource resource;
  if (!resource.ParseFromString(committed.event.resource().value()))
    return errors::Internal("an answer of the journal cannot be read");
  NoteReplayed(call);
  return resource;
}

// The first answer to a repeated request, else `otherwise`.
template <class Resource>
absl::StatusOr<Resource> FirstAnswerOr(absl::StatusOr<Resource> otherwise, Journal& journal,
                                       const Call& call, const google::protobuf::Message& request,
                                       const RequestKey& key) {
  if (!HasRequestId(request)) return otherwise;
  absl::StatusOr<Committed> answer = journal.FindAnswer(call, key);
  if (answer.ok()) return FromAnswer<Resource>(call, *answer);
  // Only when it was surely not answered before: an unknown outcome is no refusal.
  if (absl::IsNotFound(answer.status())) return otherwise;
  return answer.status();
}

// `decide` loads and decides afresh each time it is called; it must not have effects of its own.
template <class Resource, class Decide>
absl::StatusOr<Resource> Mutate(Journal& journal, const Call& call,
                                const google::protobuf::Message& request, Decide decide) {
  const RequestKey key = KeyOf(call, request);
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<Decision<Resource>> decision = decide();
    // A repeat finds the resource already changed: its first answer counts, not this refusal.
    if (!decision.ok())
      return FirstAnswerOr<Resource>(decision.status(), journal, call, request, key);
    if (IsValidateOnly(request)) {
      NoteEvents(call, decision->change);
      return std::move(decision->resource);
    }
    // Likewise: what it would change is what it changed the first time.
    if (decision->change.empty())
      return FirstAnswerOr<Resource>(std::move(decision->resource), journal, call, request, key);
    absl::StatusOr<Committed> committed = journal.Commit(call, key, std::move(decision->change));
    if (committed.ok()) {
      if (committed->replayed) return FromAnswer<Resource>(call, *committed);
      decision->resource.set_name(committed->resource);
      return std::move(decision->resource);
    }
    bool lost_race = errors::ReasonOf(committed.status()) == errors::Reason::CONCURRENT_CHANGE;
    if (!lost_race || attempt == kAttemptsMax || absl::Now() >= call.deadline)
      return committed.status();
  }
}

}  // namespace steward::journal
