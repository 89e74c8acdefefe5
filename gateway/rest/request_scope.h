#pragma once

// One REST request from arrival to answer: its ids, and that it is answered, counted and logged
// exactly once.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "gateway/access/sender.h"
#include "gateway/api/api.h"
#include "gateway/entrance/door_metrics.h"
#include "gateway/grpcweb/frames.h"
#include "gateway/http/message.h"
#include "gateway/limits/guard.h"
#include "gateway/rest/options.h"
#include "gateway/transcode/problem.h"
#include "gateway/transcode/read_mask.h"
#include "gateway/transcode/routes.h"

namespace steward::gateway {

class RequestScope {
 public:
  // What it refers to outlives it.
  RequestScope(std::shared_ptr<Exchange> exchange, DoorMetrics& metrics, json::Schema& schema,
               const RestOptions& options);
  ~RequestScope();

  HttpRequest& request() { return exchange_->request(); }
  Exchange& exchange() { return *exchange_; }
  void Answer(HttpAnswer answer);
  // An error; of a stream that has begun, the end of its connection.
  void Fail(const absl::Status& status);
  void Fail(const google::rpc::Status& error);
  // The head of a stream was answered.
  void StartStream(HttpAnswer head, std::function<void()> closed);
  // Whether one was begun.
  bool streams() const { return streams_; }
  // What Fail would send, as one line of JSON: for errors inside a stream.
  std::string ErrorJson(const absl::Status& status);

  // Known as the request is understood.
  const Route* route = nullptr;
  // With `route`: the target in its parts.
  Target target;
  // Of `route`, or of a request that has none.
  const Method* method = nullptr;
  // How its answers are written; kNone: as the route says.
  WebFormat web_format = WebFormat::kNone;
  // Its ids are there from the beginning.
  Sender sender;
  bool conditional = false;
  // What of the answer is sent.
  ShownFields shown;
  // Where the caller has limits.
  absl::optional<Quota> quota;
  // It is one of the requests of a batch.
  bool is_part = false;
  // Held until the request is answered, and until its stream ends.
  std::unique_ptr<InFlight::Call> call;
  Holds::Hold hold;
  // The target holds a secret: no answer and no log line repeats it.
  bool secret_target = false;
  // Status of a coming failure, where its code and reason do not say.
  int failure_status = 0;

 private:
  ProblemContext Context();
  void Record(int status);
  // `verb`: the request itself may be gone when its stream ends.
  void RecordSpan(int status, absl::string_view verb);
  std::vector<std::pair<std::string, std::string>> Pushback(const google::rpc::Status& error) const;
  void Cut();
  // What every answer has.
  void Sign(HttpAnswer* answer);

  std::shared_ptr<Exchange> exchange_;
  DoorMetrics& metrics_;
  json::Schema& schema_;
  const RestOptions& options_;
  // Of a failure, for the log.
  std::string reason_;
  std::string error_;
  absl::Time start_;
  // What the client named as above this request, where that is recorded.
  absl::optional<std::string> span_parent_;
  bool recorded_ = false;
  bool streams_ = false;
};

}  // namespace steward::gateway
