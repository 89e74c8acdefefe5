#pragma once

// What happens to every call, in this order: drain and load → deadline → peer → identity →
// permission → decoding → who may write which field → field rules → handler → who reads which
// field → metrics and one log line.
// Authorisation comes before anything that judges the request. Requests that are streamed are
// decoded and judged as the handler asks for them (request_stream.h).

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "platform/access/field_rule.h"
#include "platform/access/read_rule.h"
#include "platform/auth/identity.h"
#include "platform/call/call.h"
#include "platform/observe/rpc_metrics.h"
#include "platform/rpc/incoming.h"
#include "platform/rpc/request_stream.h"
#include "steward/options/v1/options.pb.h"

namespace steward::rpc {

class Tls;

// One method of a service, as the interceptors see it.
struct Method {
  std::string name;                   // "steward.ticket.v1.TicketService/GetTicket"
  std::string permission;             // "tickets.get"; empty of an anonymous one
  bool anonymous = false;             // for callers without a credential, and only for them
  std::optional<std::string> tenant;  // whose callers alone may call it; absent: everybody's
  const google::protobuf::Message* request = nullptr;  // prototype
  const google::protobuf::Descriptor* response = nullptr;
  // Which fields of the request only some callers may write.
  std::shared_ptr<const access::FieldRule> fields;
  // Which fields of the answer only some callers read; null for a method of Steward's own services.
  std::shared_ptr<const access::ReadRule> answers;
  std::function<absl::Status(const Call&, const google::protobuf::Message&, std::string*)> run;
  // Instead of `run`, where the caller streams requests; how many.
  std::function<absl::Status(const Call&, RequestReader&, std::string*)> run_stream;
  options::v1::UploadRules upload;
  observe::RpcMetrics* metrics = nullptr;
  int index = 0;  // in `metrics`
};

class Interceptors {
 public:
  struct Options {
    // Verifies who a call is made for.
    auth::IdentityVerifier* verifier = nullptr;
    // Which processes may call; null where connections are plain.
    std::shared_ptr<const Tls> tls = nullptr;
    // More calls than this at once are refused with OVERLOADED.
    int calls_max = 256;
    // Deadline of a call that brings none, and the longest that is accepted.
    absl::Duration deadline_default = absl::Seconds(10);
    absl::Duration deadline_max = absl::Seconds(60);
    // The longest of a call whose requests come as a stream.
    absl::Duration upload_max = absl::Minutes(15);
  };
  explicit Interceptors(Options options) : options_(options) {}

  // Runs one call. Thread-safe.
  Outcome Serve(const Method& method, const Incoming& incoming, absl::string_view request);
  // The same for a caller who streams requests.
  Outcome ServeStream(const Method& method, const Incoming& incoming, MessageSource& messages);

  // From now on new calls are refused with DRAINING.
  void Drain() { draining_ = true; }
  int in_flight() const { return in_flight_; }

 private:
  absl::Status Admit(const Call& call) const;
  absl::Status CheckPeer(const Incoming& incoming) const;
  absl::Status Identify(const Method& method, const Incoming& incoming, Call* call) const;
  // What comes before and after the request; `run` gives the response.
  Outcome Surround(const Method& method, const Incoming& incoming, Call* call,
                   absl::FunctionRef<absl::Status(std::string* response)> run);
  absl::Status Run(const Method& method, const Call& call, absl::string_view request,
                   std::string* response) const;

  const Options options_;
  std::atomic<bool> draining_{false};
  std::atomic<int> in_flight_{0};
};

// Names of the metadata that travels between Steward's processes.
inline constexpr char kIdentityMetadata[] = "steward-identity-bin";
inline constexpr char kRequestIdMetadata[] = "steward-request-id";
inline constexpr char kTraceMetadata[] = "traceparent";

}  // namespace steward::rpc
