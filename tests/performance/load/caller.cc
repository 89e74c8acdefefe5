#include "tests/performance/load/caller.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace steward::bench {
namespace {

constexpr size_t kTicketsPerCaller = 16;

// Tells the request ids of this run from those of earlier ones.
uint64_t RunNumber() {
  static const uint64_t number = (uint64_t{std::random_device{}()} << 32) | std::random_device{}();
  return number;
}

}  // namespace

Caller::Caller(const Options& options, int number)
    : operation_(options.operation),
      number_(number),
      tenant_(number % options.tenants),
      id_first_(options.id_first),
      random_(static_cast<uint64_t>(number) + 1),
      id_(0, options.id_count - 1),
      run_(RunNumber()),
      prepared_(options.operation != Operation::kUpdate) {}

std::string Caller::NewRequestId() {
  return absl::StrFormat("%016x-%04x-%08x", run_, number_, ++requests_);
}

Request Caller::Next() {
  Request request;
  if (!prepared_) {
    request = Prepare();
  } else if (operation_ == Operation::kCreate) {
    request.action = Action::kCreate;
  } else if (operation_ == Operation::kUpdate) {
    request = Change();
  } else if (operation_ == Operation::kGet) {
    request.action = Action::kGet;
    request.name = absl::StrCat("tickets/INC-", id_first_ + id_(random_));
  } else {
    request.action = Action::kList;
    request.page_token = page_token_;
  }
  request.tenant = tenant_;
  if (request.action != Action::kGet && request.action != Action::kList)
    request.request_id = NewRequestId();
  return request;
}

Request Caller::Prepare() const {
  Request request;
  if (started_) {
    request.action = Action::kCreate;
  } else {
    request.action = Action::kStart;
    request.name = names_.back();
  }
  return request;
}

Request Caller::Change() {
  Request request;
  request.action = turn_ / names_.size() % 2 == 0 ? Action::kHold : Action::kResume;
  request.name = names_[turn_ % names_.size()];
  ++turn_;
  return request;
}

void Caller::Done(const Answer& answer) {
  if (operation_ == Operation::kList) {
    page_token_ = answer.page_token;
  } else if (!prepared_ && started_) {
    names_.push_back(answer.name);
    started_ = false;
  } else if (!prepared_) {
    started_ = true;
    prepared_ = names_.size() == kTicketsPerCaller;
  }
}

}  // namespace steward::bench
