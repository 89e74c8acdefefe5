#pragma once

// The way in, whichever door a request comes by: finds out who sends it, whether they may send one
// more, and how much is under way. Belongs to a loop.

#include <functional>
#include <memory>
#include <string>

#include "absl/types/optional.h"
#include "gateway/access/access.h"
#include "gateway/access/principals.h"
#include "gateway/api/api.h"
#include "gateway/api/rate_class.h"
#include "gateway/limits/guard.h"
#include "platform/caller/caller.h"

namespace steward::gateway {

// What a door knows of a request before anything of it is believed.
struct Knock {
  // The only Authorization header; empty without.
  absl::string_view authorization;
  // The only Steward-Tenant header: the tenant that it asks for; empty without.
  absl::string_view tenant;
  // How it came, as of CheckTransport.
  Transport transport;
  // X-Forwarded-For. It and transport.forwarded_proto are asked for behind proxies only.
  std::string forwarded_for;
  // The method is anonymous: the credential is not looked at.
  bool anonymous = false;
  // What it counts as.
  RateClass rate_class = RateClass::kRead;
};

// How far a request came.
struct Entry {
  // Why it goes no further.
  absl::Status status;
  // Of the client, without port.
  std::string client_address;
  // Null when nobody is known.
  std::shared_ptr<const Principal> principal;
  // Where the caller has limits.
  absl::optional<Quota> quota;
};

class Entrance {
 public:
  // What it refers to outlives every request.
  Entrance(Access& access, Principals& principals, Guard& guard)
      : access_(access), principals_(principals), guard_(guard) {}

  // Whether there may be proxies in front.
  bool behind_proxies() const { return !access_.proxies().empty(); }
  using Done = std::function<void(Entry)>;
  // Runs `done` once, perhaps before it returns. INVALID_TOKEN and what else Principals say,
  // RATE_LIMITED.
  void Admit(const Knock& knock, Done done);
  // The same for who is known already.
  void AdmitAgain(std::shared_ptr<const Principal> principal, std::string client_address,
                  RateClass rate_class, Done done);
  // Counts what else a request stood for: its service says in "steward-cost" for how many.
  void Charge(const Principal& principal, const Method& method, const rpc::Reply& reply);
  // One more call under way to the method's service, until it dies: OVERLOADED when there are too
  // many.
  absl::StatusOr<std::unique_ptr<InFlight::Call>> Begin(const Principal& principal,
                                                        const Method& method);
  // One more stream that is held open, one more list as a stream, or one more stream of requests:
  // RATE_LIMITED when the caller or the tenant has as many as it may.
  absl::StatusOr<Holds::Hold> HoldStream(const Principal& principal);
  absl::StatusOr<Holds::Hold> HoldExport(const Principal& principal);
  absl::StatusOr<Holds::Hold> HoldUpload(const Principal& principal);
  // A request with an API key where none belongs.
  void ReportLeak(const auth::ApiKey& key) { principals_.ReportLeak(key); }

 private:
  void TakeQuota(Entry entry, RateClass rate_class, const Done& done);

  Access& access_;
  Principals& principals_;
  Guard& guard_;
};

}  // namespace steward::gateway
