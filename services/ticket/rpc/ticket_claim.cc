#include <algorithm>

#include "absl/strings/match.h"
#include "platform/journal/mutate.h"
#include "platform/observe/random.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/ticket/domain/ticket.h"
#include "services/ticket/rpc/ticket_handlers.h"
#include "services/ticket/rpc/ticket_read.h"

namespace steward::ticket {
namespace {

using errors::Reason;

// Everybody is first told of the first ticket. Whoever loses it looks at one of the first two, then
// four, up to these: so that a hundred who ask at once soon ask for different ones.
constexpr int kDoublingsMax = 7;

absl::Status NothingToClaim() {
  return errors::Make(absl::StatusCode::kNotFound, Reason::NOTHING_TO_CLAIM,
                      "No ticket of the queue waits for somebody.");
}

}  // namespace

// Only a user can be an assignee, and the name of a program is that of a user's membership.
absl::Status TicketHandlers::CheckClaimant(const Call& call, const std::string& group) const {
  constexpr char kField[] = "assignment_group";
  RETURN_IF_ERROR(parts_.people->CheckGroup(call, group, people::Group::ASSIGNMENT, kField));
  if (!absl::StartsWith(call.subject, "users/"))
    return errors::Make(absl::StatusCode::kFailedPrecondition, Reason::NOT_A_MEMBER,
                        "Only users belong to groups.", {{"field", kField}});
  return parts_.people->CheckMember(call, call.subject, group, kField);
}

absl::StatusOr<Ticket> TicketHandlers::ClaimNextTicket(const Call& call,
                                                       const v1::ClaimNextTicketRequest& request) {
  int doublings = 0;
  return journal::Mutate<Ticket>(
      *parts_.journal, call, request, [&]() -> absl::StatusOr<TicketDecision> {
        RETURN_IF_ERROR(CheckClaimant(call, request.assignment_group()));
        const int among = 1 << std::min(doublings++, kDoublingsMax);
        const auto which = static_cast<int64_t>(observe::RandomBits() >> 1);
        ASSIGN_OR_RETURN(auto waiting,
                         parts_.store->FindWaiting(call, request.assignment_group(), among, which));
        if (!waiting) return NothingToClaim();
        Ticket claimed = waiting->resource;
        claimed.set_assignee(call.subject);
        ASSIGN_OR_RETURN(Ticket next, ticket::Act(claimed, "assign", call.now()));
        if (journal::IsValidateOnly(request))
          RETURN_IF_ERROR(NoteRead(call, waiting->resource, parts_.journal));
        return parts_.store->Update(call, *waiting, std::move(next),
                                    EventTypeOf(claimed, "assign"));
      });
}

}  // namespace steward::ticket
