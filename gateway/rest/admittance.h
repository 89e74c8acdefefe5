#pragma once

// The way in: finds out who sends a request, and whether they may send one more. Belongs to a loop.

#include <functional>
#include <memory>

#include "gateway/access/access.h"
#include "gateway/access/principals.h"
#include "gateway/limits/guard.h"
#include "gateway/rest/request_scope.h"

namespace steward::gateway {

class Admittance {
 public:
  using Scope = std::shared_ptr<RequestScope>;
  // What is done once a request is admitted; an error fails it.
  using Next = std::function<absl::Status()>;

  // What it refers to outlives every request.
  Admittance(Access& access, Principals& principals, Guard& guard)
      : access_(access), principals_(principals), guard_(guard) {}

  // Told why a request is not admitted.
  using Refused = std::function<void(const absl::Status&)>;

  // Refuses, which fails the scope unless `refused` is given, or sets its client address,
  // principal, quota and call and goes on with `next`, perhaps later. Streams stay for minutes:
  // they are no load that passes.
  void Admit(const Scope& scope, bool is_stream, Next next, Refused refused = nullptr);
  // A request with an API key where none belongs.
  void ReportLeak(const auth::ApiKey& key) { principals_.ReportLeak(key); }

 private:
  // A request on its way in.
  struct Entry {
    Scope scope;
    bool is_stream;
    Next next;
    Refused refused;

    void Refuse(const absl::Status& status) const {
      refused == nullptr ? scope->Fail(status) : refused(status);
    }
  };

  void OnPrincipal(const Entry& entry, Principals::Answer principal);
  void OnQuota(const Entry& entry, const Quota& quota);

  Access& access_;
  Principals& principals_;
  Guard& guard_;
};

}  // namespace steward::gateway
