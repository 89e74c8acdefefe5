#pragma once

// The way of a REST request through the entrance. Belongs to a loop.

#include <functional>
#include <memory>

#include "gateway/entrance/entrance.h"
#include "gateway/rest/request_scope.h"

namespace steward::gateway {

// The answer to a request, or to a body, that broke the protocol or a limit.
absl::Status ErrorOf(const Refusal& refusal);

class Admittance {
 public:
  using Scope = std::shared_ptr<RequestScope>;
  // What is done next; an error fails the scope.
  using Next = std::function<absl::Status()>;
  // Told why a request goes no further, instead of its scope.
  using Refused = std::function<void(const absl::Status&)>;

  // It outlives every request.
  explicit Admittance(Entrance& entrance) : entrance_(entrance) {}

  // Sets sender and quota and goes on with `next`, perhaps later.
  void Admit(const Scope& scope, Next next, Refused refused = nullptr);
  // The same for a part of what `whole` sent.
  void AdmitPart(const Scope& scope, const Sender& whole, Next next);
  // Reads the whole body. BODY_TOO_LARGE beyond `max` bytes.
  static void ReadBody(const Scope& scope, size_t max, Next next);
  // Makes it one more call under way.
  absl::Status Begin(RequestScope& scope);
  // Makes it one more of what lasts, such as &Entrance::HoldStream.
  using HoldOne = absl::StatusOr<Holds::Hold> (Entrance::*)(const Principal&);
  absl::Status Hold(RequestScope& scope, HoldOne hold);
  // Counts what else the request stood for.
  void Charge(const RequestScope& scope, const rpc::Reply& reply);
  void ReportLeak(const auth::ApiKey& key) { entrance_.ReportLeak(key); }

 private:
  Entrance& entrance_;
};

}  // namespace steward::gateway
