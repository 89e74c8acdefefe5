#pragma once

// For tests of handlers: requests as if a caller had streamed them.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "platform/rpc/interceptors.h"
#include "platform/rpc/message_source.h"
#include "platform/rpc/request_stream.h"

namespace steward::rpc {

template <class Request>
class RequestsForTest : private MessageSource {
 public:
  // `call` outlives it.
  RequestsForTest(const Call& call, std::vector<Request> requests)
      : requests_(std::move(requests)), reader_(method_, call, *this), stream_(reader_) {
    method_.fields = std::make_shared<access::FieldRule>(Request::descriptor());
    method_.upload.set_max_messages(INT32_MAX);
    method_.upload.set_max_bytes(INT64_MAX);
  }

  RequestStream<Request>& stream() { return stream_; }

 private:
  absl::StatusOr<absl::optional<absl::string_view>> Next(absl::Time) override {
    if (next_ == requests_.size()) return absl::nullopt;
    bytes_ = requests_[next_++].SerializeAsString();
    return bytes_;
  }

  const std::vector<Request> requests_;
  size_t next_ = 0;
  std::string bytes_;
  Method method_;
  RequestReader reader_;
  RequestStream<Request> stream_;
};

}  // namespace steward::rpc
