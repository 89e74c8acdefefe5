#include "services/catalog/jobs/fulfiller.h"

#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/call/service_call.h"
#include "platform/journal/mutate.h"
#include "platform/reconcile/due_queue.h"
#include "platform/resource/name.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/store/steps.h"
#include "platform/time/timestamp.h"
#include "services/catalog/jobs/questions.h"
#include "steward/approval/v1/approval_service.pb.h"
#include "steward/catalog/v1/subscription_service.pb.h"
#include "steward/ticket/v1/ticket_service.pb.h"

namespace steward::catalog {
namespace {

using approval::v1::Approval;
using errors::Reason;
using ticket::v1::Ticket;

constexpr char kCreateApproval[] = "steward.approval.v1.ApprovalService/CreateApproval";
constexpr char kCancelApproval[] = "steward.approval.v1.ApprovalService/CancelApproval";
constexpr char kCreateTicket[] = "steward.ticket.v1.TicketService/CreateTicket";
constexpr char kAssignTicket[] = "steward.ticket.v1.TicketService/AssignTicket";
constexpr char kCancelTicket[] = "steward.ticket.v1.TicketService/CancelTicket";
constexpr char kWhenNotApprovable[] =
    " It goes on by itself once that is mended; if it cannot be, cancel it and order again.";
constexpr char kSubscriptions[] = "subscriptions/";
constexpr char kApprovals[] = "approvals/";
// Two of them, and a commit, fit into the lease of a record.
constexpr absl::Duration kCallTime = absl::Seconds(3);
// Before what was refused for good is asked for again after the end of a request: only people can
// mend it, and nobody waits for it.
constexpr absl::Duration kRefusedPause = absl::Hours(1);

// Trying again does not help unless somebody mends something.
bool IsForPeople(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) || absl::IsInvalidArgument(status) ||
         absl::IsNotFound(status) || absl::IsPermissionDenied(status);
}

bool Lost(const absl::Status& status) {
  return errors::ReasonOf(status) == Reason::ILLEGAL_TRANSITION;
}

// Before the record is in other hands.
bool HasTimeFor(const Call& call, absl::Duration time) {
  return absl::Now() + time < call.deadline;
}

}  // namespace

absl::StatusOr<absl::Time> Fulfiller::TakeStep(const reconcile::Key& key,
                                               absl::Time deadline) const {
  const Call call = CallOfService("catalog", key.tenant, deadline);
  if (absl::StartsWith(key.resource, kSubscriptions)) return Expire(call, key.resource);
  ASSIGN_OR_RETURN(const StoredRequest stored, parts_.requests->Get(call, key.resource));
  ASSIGN_OR_RETURN(const Fates fates, parts_.requests->GetFates(call, key.resource));
  ASSIGN_OR_RETURN(const Step step, NextStep(stored.resource, fates, call.now()));
  const absl::Status done = std::visit(
      [&](const auto& what) {
        return Do({call, stored.resource, fates}, what);
      },
      step);
  if (IsForPeople(done)) {
    RETURN_IF_ERROR(Tell(call, stored.resource, done));
    if (HasEnded(stored.resource)) return absl::Now() + kRefusedPause;
  }
  RETURN_IF_ERROR(done);
  // A change of the request rings it, and so does what becomes of the rest.
  return absl::InfiniteFuture();
}

absl::Status Fulfiller::AskApprovals(const Call& call, const char* method,
                                     const google::protobuf::Message& request,
                                     google::protobuf::Message* response) const {
  return approvals_.Run(
      [&] { return parts_.approvals->Call(method, request, response, kCallTime, call.tenant); });
}

absl::Status Fulfiller::AskTickets(const Call& call, const char* method,
                                   const google::protobuf::Message& request,
                                   google::protobuf::Message* response) const {
  return tickets_.Run(
      [&] { return parts_.tickets->Call(method, request, response, kCallTime, call.tenant); });
}

absl::Status Fulfiller::Do(const Look&, const Wait&) const { return absl::OkStatus(); }

absl::Status Fulfiller::Do(const Look& look, const Become&) const {
  return Commit(
      look.call, look.request.name(),
      [&](const StoredRequest& current) -> absl::StatusOr<absl::optional<ChangedRequest>> {
        ASSIGN_OR_RETURN(Step step, NextStep(current.resource, look.fates, look.call.now()));
        if (auto* become = std::get_if<Become>(&step)) return std::move(*become);
        return absl::optional<ChangedRequest>();
      });
}

absl::Status Fulfiller::Do(const Look& look, const AskForApproval&) const {
  Approval approval;
  const absl::Status asked =
      AskApprovals(look.call, kCreateApproval, QuestionFor(look.request), &approval);
  if (IsForPeople(asked))
    return errors::WithText(
        asked,
        absl::StrCat("Its approval cannot be asked for: ", asked.message(), kWhenNotApprovable));
  RETURN_IF_ERROR(asked);
  return Commit(look.call, look.request.name(), [&](const StoredRequest& current) {
    return AskedForApproval(current.resource, approval.name(), look.call.now());
  });
}

absl::Status Fulfiller::Do(const Look& look, const OpenTasks& open) const {
  absl::Status failure;
  for (const int index : open.indexes) {
    // What was not done rings nobody.
    if (!HasTimeFor(look.call, 2 * kCallTime)) {
      failure.Update(errors::DeadlineExceeded());
      break;
    }
    failure.Update(Open(look, index));
  }
  return failure;
}

// Its name is noted as soon as it is needed again: request ids are not kept for ever.
absl::Status Fulfiller::Open(const Look& look, int index) const {
  const Call& call = look.call;
  const Request& request = look.request;
  const v1::RequestTask& task = request.tasks(index);
  const ticket::v1::CreateTicketRequest creation = TicketFor(request, task.template_());
  Ticket ticket;
  ticket.set_name(task.ticket());
  if (task.ticket().empty()) RETURN_IF_ERROR(AskTickets(call, kCreateTicket, creation, &ticket));
  const std::string name = ticket.name();
  ticket::v1::AssignTicketRequest assignment;
  assignment.set_name(name);
  assignment.set_request_id(absl::StrCat(creation.request_id(), "-assign"));
  assignment.set_assignment_group(task.template_().group());
  const absl::Status assigned = AskTickets(call, kAssignTicket, assignment, &ticket);
  // Somebody has ended it already.
  if (assigned.ok() || Lost(assigned))
    return Commit(call, request.name(), [&](const StoredRequest& current) {
      return OpenedTask(current.resource, index, name, call.now());
    });
  if (task.ticket().empty())
    RETURN_IF_ERROR(Commit(call, request.name(), [&](const StoredRequest& current) {
      return NotedTicket(current.resource, index, name, std::string(assigned.message()),
                         call.now());
    }));
  return assigned;
}

absl::Status Fulfiller::Withdraw(const Call& call, const std::string& name,
                                 const std::string& reason) const {
  const std::string request_id = absl::StrCat("withdraw-", resource::IdOf(name));
  if (absl::StartsWith(name, kApprovals)) {
    approval::v1::CancelApprovalRequest cancel;
    cancel.set_name(name);
    cancel.set_request_id(request_id);
    cancel.set_cancel_reason(reason);
    Approval approval;
    return AskApprovals(call, kCancelApproval, cancel, &approval);
  }
  ticket::v1::CancelTicketRequest cancel;
  cancel.set_name(name);
  cancel.set_request_id(request_id);
  Ticket ticket;
  return AskTickets(call, kCancelTicket, cancel, &ticket);
}

absl::Status Fulfiller::Do(const Look& look, const catalog::Withdraw& rest) const {
  const std::string reason =
      absl::StrCat(look.request.name(), " is ", Request::State_Name(look.request.state()), ".");
  absl::Status failure, refusal;
  for (const std::string& name : rest.names) {
    if (!HasTimeFor(look.call, kCallTime)) return errors::DeadlineExceeded();
    const absl::Status withdrawn = Withdraw(look.call, name, reason);
    // It ended a moment before; its event will tell.
    if (Lost(withdrawn)) continue;
    if (IsForPeople(withdrawn))
      refusal.Update(errors::WithText(
          withdrawn, absl::StrCat(name, " cannot be withdrawn: ", withdrawn.message())));
    else
      failure.Update(withdrawn);
  }
  return failure.ok() ? refusal : failure;
}

absl::Status Fulfiller::Commit(const Call& call, const std::string& name,
                               const Decide& decide) const {
  v1::CancelRequestRequest request;
  request.set_name(name);
  const absl::Status status =
      journal::Mutate<Request>(
          *parts_.journal, call, request,
          [&]() -> absl::StatusOr<RequestDecision> {
            ASSIGN_OR_RETURN(const StoredRequest stored, parts_.requests->Get(call, name));
            ASSIGN_OR_RETURN(auto next, decide(stored));
            if (!next) return RequestDecision{stored.resource, {}};
            const std::string left_name = next->request.subscription();
            RequestDecision decision = parts_.requests->Update(call, stored, *std::move(next));
            if (left_name.empty() || !stored.resource.subscription().empty()) return decision;
            auto left = parts_.subscriptions->PlanCreate(
                call, std::string(resource::IdOf(name)), 0,
                SubscriptionOf(stored.resource, call.now()), kSubscriptionStarted);
            decision.change.writes.push_back(reconcile::RingWrite(call.tenant, left_name));
            store::Append(std::move(left.change), &decision.change);
            return decision;
          })
          .status();
  // It was cancelled meanwhile, which rang it.
  return Lost(status) ? absl::OkStatus() : status;
}

// People see why it does not go on.
absl::Status Fulfiller::Tell(const Call& call, const Request& request,
                             const absl::Status& failure) const {
  const std::string problem(failure.message());
  return Commit(
      call, request.name(),
      [&](const StoredRequest& current) -> absl::StatusOr<absl::optional<ChangedRequest>> {
        if (current.resource.problem() == problem) return absl::optional<ChangedRequest>();
        if (HasEnded(request))
          return absl::make_optional(NotedProblem(current.resource, problem, call.now()));
        ASSIGN_OR_RETURN(auto blocked, Block(current.resource, problem, call.now()));
        return absl::make_optional(std::move(blocked));
      });
}

absl::StatusOr<absl::Time> Fulfiller::Expire(const Call& call, const std::string& name) const {
  ASSIGN_OR_RETURN(const v1::Subscription subscription, parts_.subscriptions->Get(call, name));
  if (subscription.state() == v1::Subscription::ENDED || !subscription.has_expire_time())
    return absl::InfiniteFuture();
  const absl::Time expiry = FromProto(subscription.expire_time());
  if (call.now() < expiry) return expiry;
  v1::EndSubscriptionRequest request;
  request.set_name(name);
  const absl::Status ended = parts_.subscriptions
                                 ->Change(call, request, name, "", kSubscriptionEnded,
                                          [&](const v1::Subscription& current) {
                                            return EndSubscription(current, call.now());
                                          })
                                 .status();
  if (!Lost(ended)) RETURN_IF_ERROR(ended);
  return absl::InfiniteFuture();
}

}  // namespace steward::catalog
