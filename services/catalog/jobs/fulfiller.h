#pragma once

// Leads requests to their end and ends subscriptions: what platform/reconcile calls for each of
// them. It asks the change approval service and the ticket service under request ids that follow
// from the request, so that a step that is taken again is the same step. Thread-safe.

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "platform/journal/journal.h"
#include "platform/reconcile/bulkhead.h"
#include "platform/reconcile/reconciler.h"
#include "platform/rpc/client.h"
#include "platform/store/collection.h"
#include "services/catalog/store/request_store.h"
#include "steward/catalog/v1/subscription.pb.h"

namespace steward::catalog {

class Fulfiller {
 public:
  // What it is given outlives it.
  struct Parts {
    const RequestStore* requests = nullptr;
    const store::Collection<v1::Subscription>* subscriptions = nullptr;
    journal::Journal* journal = nullptr;
    // Of the services that are asked.
    const rpc::Client* approvals = nullptr;
    const rpc::Client* tickets = nullptr;
  };
  // Of the threads that call it at once, so many at most are with each of the services.
  static constexpr int kPlaces = 3;

  explicit Fulfiller(const Parts& parts) : parts_(parts) {}

  // Takes one step of "requests/REQ-12" or "subscriptions/REQ-12". Returns when there is another,
  // as reconcile::Reconcile.
  absl::StatusOr<absl::Time> TakeStep(const reconcile::Key& key, absl::Time deadline) const;

 private:
  // A request as a step begins, and what its step follows from.
  struct Look {
    const Call& call;
    const Request& request;
    const Fates& fates;
  };
  // Empty when there is nothing to change any more.
  using Decide =
      std::function<absl::StatusOr<absl::optional<ChangedRequest>>(const StoredRequest& current)>;

  absl::Status Do(const Look& look, const Become&) const;
  absl::Status Do(const Look& look, const AskForApproval&) const;
  absl::Status Do(const Look& look, const OpenTasks& open) const;
  absl::Status Do(const Look& look, const catalog::Withdraw& rest) const;
  absl::Status Do(const Look& look, const Wait&) const;

  absl::Status Open(const Look& look, int index) const;
  absl::Status Withdraw(const Call& call, const std::string& name, const std::string& reason) const;
  absl::Status Commit(const Call& call, const std::string& name, const Decide& decide) const;
  absl::Status Tell(const Call& call, const Request& request, const absl::Status& failure) const;
  absl::StatusOr<absl::Time> Expire(const Call& call, const std::string& name) const;

  absl::Status AskApprovals(const Call& call, const char* method,
                            const google::protobuf::Message& request,
                            google::protobuf::Message* response) const;
  absl::Status AskTickets(const Call& call, const char* method,
                          const google::protobuf::Message& request,
                          google::protobuf::Message* response) const;

  const Parts parts_;
  // One of them may hang.
  mutable reconcile::Bulkhead approvals_{"change-approval", kPlaces}, tickets_{"ticket", kPlaces};
};

}  // namespace steward::catalog
