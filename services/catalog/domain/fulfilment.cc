#include "services/catalog/domain/fulfilment.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/types/optional.h"
#include "platform/resource/name.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::catalog {
namespace {

using v1::RequestTask;
using v1::Subscription;

absl::optional<Fate> FateOf(const Fates& fates, const std::string& name) {
  const auto found = fates.find(name);
  return found == fates.end() ? absl::nullopt : absl::make_optional(found->second);
}

absl::StatusOr<Step> Take(const Request& request, absl::string_view action, absl::Time now) {
  ASSIGN_OR_RETURN(ChangedRequest changed, TakeAction(request, action, now));
  return Step(std::move(changed));
}

bool IsDone(const Request& request, const std::string& id) {
  return absl::c_any_of(request.tasks(), [&](const RequestTask& task) {
    return task.template_().id() == id && task.state() == RequestTask::DONE;
  });
}

bool IsReady(const Request& request, const RequestTask& task) {
  return task.state() == RequestTask::WAITING &&
         absl::c_all_of(task.template_().depends_on(),
                        [&](const std::string& id) { return IsDone(request, id); });
}

// Takes over what became of the tickets; false when nothing new did.
bool SettleTasks(const Fates& fates, Request* request) {
  bool settled = false;
  for (RequestTask& task : *request->mutable_tasks()) {
    if (task.state() != RequestTask::OPEN) continue;
    const Fate fate = FateOf(fates, task.ticket()).value_or(Fate::kOpen);
    if (fate == Fate::kOpen) continue;
    task.set_state(fate == Fate::kDone ? RequestTask::DONE : RequestTask::CANCELLED);
    settled = true;
  }
  return settled;
}

bool AllAre(const Request& request, RequestTask::State state) {
  return absl::c_all_of(request.tasks(),
                        [&](const RequestTask& task) { return task.state() == state; });
}

absl::StatusOr<Step> Fulfil(const Request& request, const Fates& fates, absl::Time now) {
  Request next = request;
  if (SettleTasks(fates, &next)) return Take(next, "endTask", now);
  if (absl::c_any_of(request.tasks(), [](const RequestTask& task) {
        return task.state() == RequestTask::CANCELLED;
      }))
    return Take(request, "fail", now);
  if (AllAre(request, RequestTask::DONE)) {
    if (request.has_terms())
      next.set_subscription(resource::FormatName("subscriptions", resource::IdOf(request.name())));
    return Take(next, "fulfil", now);
  }
  OpenTasks open;
  for (int i = 0; i < request.tasks_size(); ++i)
    if (IsReady(request, request.tasks(i))) open.indexes.push_back(i);
  return open.indexes.empty() ? Step(Wait{}) : Step(std::move(open));
}

Step WithdrawRest(const Request& request, const Fates& fates, absl::Time now) {
  Withdraw rest;
  for (const auto& [name, fate] : fates)
    if (fate == Fate::kOpen) rest.names.push_back(name);
  if (!rest.names.empty()) return rest;
  if (!request.problem().empty()) return NotedProblem(request, "", now);
  return Wait{};
}

}  // namespace

absl::StatusOr<Step> NextStep(const Request& request, const Fates& fates, absl::Time now) {
  if (HasEnded(request)) return WithdrawRest(request, fates, now);
  if (request.state() == Request::IN_FULFILMENT) return Fulfil(request, fates, now);
  if (request.stages().empty()) return Take(request, "approve", now);
  if (request.approval().empty()) return Step(AskForApproval{});
  const Fate fate = FateOf(fates, request.approval()).value_or(Fate::kOpen);
  if (fate == Fate::kOpen) return Step(Wait{});
  return Take(request, fate == Fate::kDone ? "approve" : "reject", now);
}

absl::StatusOr<ChangedRequest> AskedForApproval(const Request& request, const std::string& approval,
                                                absl::Time now) {
  Request next = request;
  next.set_approval(approval);
  return TakeAction(std::move(next), "requestApproval", now);
}

absl::StatusOr<ChangedRequest> OpenedTask(const Request& request, int index,
                                          const std::string& ticket, absl::Time now) {
  Request next = request;
  next.mutable_tasks(index)->set_state(RequestTask::OPEN);
  next.mutable_tasks(index)->set_ticket(ticket);
  return TakeAction(std::move(next), "openTask", now);
}

absl::StatusOr<ChangedRequest> NotedTicket(const Request& request, int index,
                                           const std::string& ticket, const std::string& problem,
                                           absl::Time now) {
  Request next = request;
  next.mutable_tasks(index)->set_ticket(ticket);
  return Block(next, problem, now);
}

absl::StatusOr<ChangedRequest> Block(const Request& request, const std::string& problem,
                                     absl::Time now) {
  Request next = request;
  next.set_problem(problem);
  return TakeAction(std::move(next), "block", now);
}

ChangedRequest NotedProblem(const Request& request, const std::string& problem, absl::Time now) {
  Request next = request;
  next.set_problem(problem);
  *next.mutable_update_time() = ToProto(now);
  return {std::move(next), kRequestUpdated};
}

Subscription SubscriptionOf(const Request& request, absl::Time now) {
  Subscription left;
  left.set_request(request.name());
  left.set_item(request.item());
  left.set_offering(request.offering());
  left.set_title(request.title());
  left.set_subscriber(request.requester());
  if (request.has_price()) *left.mutable_price() = request.price();
  left.set_state(Subscription::ACTIVE);
  *left.mutable_create_time() = ToProto(now);
  *left.mutable_update_time() = ToProto(now);
  if (request.terms().has_duration())
    *left.mutable_expire_time() =
        ToProto(now + absl::Seconds(request.terms().duration().seconds()));
  return left;
}

absl::StatusOr<Subscription> EndSubscription(const Subscription& subscription, absl::Time now) {
  if (subscription.state() == Subscription::ENDED)
    return errors::IllegalTransition("ENDED", "end", {});
  Subscription next = subscription;
  next.set_state(Subscription::ENDED);
  *next.mutable_update_time() = ToProto(now);
  *next.mutable_end_time() = ToProto(now);
  return next;
}

}  // namespace steward::catalog
