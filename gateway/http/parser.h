#pragma once

// Reads one HTTP/1.1 request, head and body, with Boost.Beast's parser behind a plain header. A
// target in absolute form becomes its path; fields behind a chunked body are left out. How long a
// body may be is for others to say.

#include <cstddef>
#include <memory>

#include "absl/strings/string_view.h"
#include "gateway/http/message.h"

namespace steward::gateway {

class RequestParser {
 public:
  enum class Result { kMore, kComplete, kRefused };
  // `rest_max`: bytes that may stand between two chunks of a body.
  explicit RequestParser(size_t rest_max);
  ~RequestParser();

  // Forgets the last request. `request` receives the next one and must outlive it.
  void Begin(HttpRequest* request);
  // Parses from the front of `bytes`, which must start where the last call stopped, the first time
  // with a complete head; `*used` bytes are done with.
  Result Feed(absl::string_view bytes, size_t* used);
  // Whether the client wants to keep the connection, and waits for "100 Continue".
  bool keep_alive() const;
  bool expects_continue() const;
  bool is_complete() const;
  // Bytes of the body that were parsed, and how many there will be at least.
  size_t body_bytes() const;
  size_t body_bytes_expected() const;
  // Whether the head says how many.
  bool has_length() const;
  const Refusal& refusal() const { return refusal_; }

 private:
  class Storage;
  Result Refuse(int status, error::v1::Reason reason, absl::string_view text, size_t bytes_max = 0);
  Result CheckHead();
  // Makes a target that is a whole URL (RFC 9112 §3.2.2) the path of it. Its host must be Host.
  Result TakePath();
  // `rest`: the beginning of a chunk's line, or of the fields behind the last chunk.
  Result CheckRest(absl::string_view rest);

  const size_t rest_max_;
  HttpRequest* request_ = nullptr;
  std::unique_ptr<Storage> storage_;
  bool head_checked_ = false;
  Refusal refusal_{400, error::v1::Reason::MALFORMED_REQUEST, ""};
};

}  // namespace steward::gateway
