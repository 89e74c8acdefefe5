#pragma once

// Several steps of one resource as one change: each step begins where the one before ended.
//
//   Steps<User> steps(stored);
//   steps.Take(users.PlanChange(call, steps.at(), next, "….updated.v1"));
//   return std::move(steps).Decision();

#include <iterator>
#include <utility>

#include "platform/journal/mutate.h"
#include "platform/store/stored.h"

namespace steward::store {

// Adds what another change writes and tells.
inline void Append(journal::Change other, journal::Change* change) {
  std::move(other.writes.begin(), other.writes.end(), std::back_inserter(change->writes));
  std::move(other.drafts.begin(), other.drafts.end(), std::back_inserter(change->drafts));
}

template <class Resource>
class Steps {
 public:
  explicit Steps(Stored<Resource> at) : at_(std::move(at)) {}

  // The resource as it stands after the steps so far.
  const Stored<Resource>& at() const { return at_; }

  void Take(journal::Decision<Resource> step) {
    if (!step.change.empty()) ++at_.version;
    at_.resource = std::move(step.resource);
    Append(std::move(step.change), &change_);
  }

  // Adds what happens to another resource with them.
  void Add(journal::Change other) { Append(std::move(other), &change_); }

  journal::Decision<Resource> Decision() && {
    return {std::move(at_.resource), std::move(change_)};
  }

 private:
  Stored<Resource> at_;
  journal::Change change_;
};

}  // namespace steward::store
