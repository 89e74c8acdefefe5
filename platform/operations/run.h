#pragma once

// One operation in the hands of a worker: its items are worked on in their order, each is told what
// became of it, and at last the operation.

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/call/call.h"
#include "platform/operations/operations.h"
#include "steward/identity/v1/principal.pb.h"

namespace steward::operations {

// An item to work on.
struct Task {
  std::string input;
  // The same each time that the item is tried, and nobody else's: what was done for it is found
  // again.
  std::string request_id;
  bool validate_only = false;
};

// Does what an item asks for with the rights of the caller of the operation, and returns the name
// of what came of it. Called again for the same item when it was not known what became of it.
using DoTask = std::function<absl::StatusOr<std::string>(const Call& call, const Task& task)>;

// Asks the directory who the caller of an operation is now.
using ResolveCaller =
    std::function<absl::StatusOr<identity::v1::Principal>(const identity::v1::Identity& caller)>;

class Run {
 public:
  struct Options {
    Operations* operations = nullptr;
    absl::Duration lease;
    // Between two progress events.
    absl::Duration progress;
    absl::Duration kept_for;
    // Null: the caller has all the time what rights they had at first.
    ResolveCaller resolve_caller;
    // Whether to leave the rest to another worker.
    std::function<bool()> stopping;
  };
  // All of it outlives the run.
  Run(const Options& options, const Claim& claim, const DoTask& task, absl::Time lease_until);

  // Returns once the operation is done, or is to be left to another worker: true or false. After an
  // error it is to be tried again later.
  absl::StatusOr<bool> CarryOn();
  // Whether an item was finished.
  bool HasAdvanced() const { return line_ > 0; }

 private:
  // Errors end the operation.
  absl::Status CheckLife() const;
  absl::Status CheckCaller(const Operation& operation);
  absl::StatusOr<bool> DoSome(const Operation& operation);
  absl::Status TellProgress();
  absl::Status End(const absl::Status& error);
  Call CallOfService() const;
  Call CallOfCaller() const;

  const Options& options_;
  const Claim& claim_;
  const DoTask& task_;
  const std::string name_;
  // As whom items are worked on.
  identity::v1::Identity caller_;
  const absl::Time begun_;
  absl::Time lease_until_;
  absl::Time progress_at_;
  absl::Time ask_at_ = absl::InfinitePast();
  // Up to which all items are finished.
  int64_t line_ = 0;
};

}  // namespace steward::operations
