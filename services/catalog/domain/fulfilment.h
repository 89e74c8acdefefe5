#pragma once

// How a request gets on by itself: looks at it and at what became of what was asked for it, and
// says what is to be done next. Pure functions, thread-safe. Whoever does it (jobs/fulfiller.h) may
// be killed at any point: what is said depends on the records only.

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/catalog/domain/request.h"
#include "steward/catalog/v1/subscription.pb.h"

namespace steward::catalog {

// That `problem` changed after the end.
inline constexpr char kRequestUpdated[] = "dev.steward.request.updated.v1";
inline constexpr char kSubscriptionStarted[] = "dev.steward.subscription.started.v1";
inline constexpr char kSubscriptionEnded[] = "dev.steward.subscription.ended.v1";

// What became of an approval or a ticket that was asked for.
enum class Fate {
  // It has not ended.
  kOpen = 1,
  // It is approved; it is resolved.
  kDone = 2,
  // It is rejected, withdrawn or expired; it is cancelled.
  kFailed = 3,
};
// By name, such as "tickets/TSK-3".
using Fates = std::map<std::string, Fate>;

// What is to be done next.
struct AskForApproval {};
// Open the tickets of these tasks, each for itself: one that cannot be opened holds up no other.
struct OpenTasks {
  std::vector<int> indexes;
};
// Cancel what has not ended: names of approvals and tickets.
struct Withdraw {
  std::vector<std::string> names;
};
// Commit what the request has become.
using Become = ChangedRequest;
// Nothing, until something happens.
struct Wait {};
using Step = std::variant<Wait, AskForApproval, OpenTasks, Withdraw, Become>;

// INTERNAL when the lifecycle does not have what it takes.
absl::StatusOr<Step> NextStep(const Request& request, const Fates& fates, absl::Time now);

// What a request becomes once that was done. Errors: ILLEGAL_TRANSITION when it was cancelled
// meanwhile.
absl::StatusOr<ChangedRequest> AskedForApproval(const Request& request, const std::string& approval,
                                                absl::Time now);
absl::StatusOr<ChangedRequest> OpenedTask(const Request& request, int index,
                                          const std::string& ticket, absl::Time now);
// The ticket of a task is there, and is not in the queue of its group yet; `problem` says why.
absl::StatusOr<ChangedRequest> NotedTicket(const Request& request, int index,
                                           const std::string& ticket, const std::string& problem,
                                           absl::Time now);
// It cannot go on for now.
absl::StatusOr<ChangedRequest> Block(const Request& request, const std::string& problem,
                                     absl::Time now);
// It has ended, and what was asked for it cannot be withdrawn for now; without a problem it is.
ChangedRequest NotedProblem(const Request& request, const std::string& problem, absl::Time now);

// The subscription that a fulfilled request leaves; it has `terms`. Its name is not set.
v1::Subscription SubscriptionOf(const Request& request, absl::Time now);

// ILLEGAL_TRANSITION when it has ended.
absl::StatusOr<v1::Subscription> EndSubscription(const v1::Subscription& subscription,
                                                 absl::Time now);

}  // namespace steward::catalog
