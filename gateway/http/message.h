#pragma once

// HTTP requests and answers as plain data. What the server guarantees of a request: it was framed
// by the rules of RFC 9112 without leniency, is within the limits, has at most one Host, and its
// target starts with '/'.

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "steward/error/v1/reason.pb.h"

namespace steward::gateway {

struct HttpRequest {
  std::string method;
  // As sent: path and query, still percent-encoded.
  std::string target;
  // In order of arrival. The views point into `storage`.
  std::vector<std::pair<absl::string_view, absl::string_view>> headers;
  // What was read of it.
  std::string body;
  std::string storage;

  // Value of the first header of that name (any case); empty when there is none.
  absl::string_view Header(absl::string_view name) const;
  // Values of all headers of that name, in their order, between commas (RFC 9110 §5.3).
  std::string All(absl::string_view name) const;
  // How often the header occurs.
  int CountOf(absl::string_view name) const;
};

struct HttpAnswer {
  int status = 200;
  // Empty: no body.
  absl::string_view content_type;
  std::string body;
  std::vector<std::pair<absl::string_view, std::string>> headers;
  // Close the connection after this answer.
  bool close = false;
};

// Why the server refused a request before its handler saw it.
struct Refusal {
  int status;
  error::v1::Reason reason;
  absl::string_view text;
  // Bytes that are allowed, when there were more; else 0.
  size_t bytes_max = 0;
};

// One request and the way to answer it. Belongs to the io thread that made it: every function is
// called there, and every callback arrives there. Once the client is gone, answers are dropped.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual HttpRequest& request() = 0;
  // Where the client connected from: its address without port.
  virtual const std::string& client_address() const = 0;
  // Whether nobody between us and the peer of the connection can read or change it.
  virtual bool secure() const = 0;

  // Bodies are read only when they are asked for, one reading at a time; what nobody reads is
  // thrown away. `read` runs once unless the client goes away, perhaps before the call returns,
  // with null or with why the body cannot be had; then the connection ends with the answer.
  using BodyRead = std::function<void(const Refusal*)>;
  // Reads until the body is whole. BODY_TOO_LARGE beyond `max` bytes.
  virtual void ReadBody(size_t max, BodyRead read) = 0;
  // Reads what comes next, at least a byte unless the body ends. `max` is for all pieces together;
  // what was read before may be taken out of the request.
  virtual void ReadPiece(size_t max, BodyRead read) = 0;
  virtual bool body_ended() const = 0;

  // Answers with one message. Exactly once, unless StartStream was called.
  virtual void Answer(HttpAnswer answer) = 0;
  // Whether StartStream may be called.
  virtual bool takes_streams() const { return true; }
  // Begins an answer of unknown length. `closed` runs once when the client goes away first.
  virtual void StartStream(HttpAnswer head, std::function<void()> closed) = 0;
  // Sends a piece; `written` runs when the next may be sent. One at a time.
  virtual void Write(std::string piece, std::function<void()> written) = 0;
  virtual void EndStream() = 0;
  // Cuts a stream off, so that the client sees that it is not whole.
  virtual void Abort() = 0;
};

// Answers the requests of one io thread.
class Handler {
 public:
  virtual ~Handler() = default;
  // Called when the head of a request is there, its body or a part of it perhaps not.
  virtual void Handle(std::shared_ptr<Exchange> exchange) = 0;
  // The answer to a request that broke the protocol or a limit; its fields may be incomplete.
  virtual HttpAnswer Refuse(const HttpRequest& request, const Refusal& refusal) = 0;
};

// "Not Found" for 404.
absl::string_view ReasonPhrase(int status);

}  // namespace steward::gateway
