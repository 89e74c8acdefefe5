#pragma once

// How gRPC writes a call in HTTP/2 ("gRPC over HTTP2" of its protocol documents). Pure functions.

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "google/rpc/status.pb.h"
#include "platform/rpc/incoming.h"

namespace steward::rpc {

// Appends a message with its prefix.
void AppendMessage(absl::string_view message, std::string* out);

// Takes messages out of a stream of bytes.
class MessageReader {
 public:
  // Bytes before each message.
  static constexpr size_t kPrefix = 5;

  // `limit`: bytes of a message, decompressed.
  explicit MessageReader(size_t limit) : limit_(limit) {}

  // "grpc-encoding": how messages are compressed that say so.
  void SetEncoding(absl::string_view encoding) { encoding_ = std::string(encoding); }
  void Feed(absl::string_view bytes) { bytes_.append(bytes.data(), bytes.size()); }
  // The next message when all of it is there; it stays valid until the next call. Errors, after
  // which there is none: BODY_TOO_LARGE as soon as the prefix says so, MALFORMED_REQUEST,
  // METHOD_NOT_IMPLEMENTED for an encoding that is not known.
  absl::StatusOr<absl::optional<absl::string_view>> Next();
  // Bytes that were not given out, and those of the message that was given out last.
  size_t size() const { return bytes_.size(); }
  // Whether what is left is no whole message.
  bool has_rest() const { return used_ < bytes_.size(); }

 private:
  size_t limit_;
  std::string encoding_, bytes_, inflated_;
  // Of `bytes_`: what was given out.
  size_t used_ = 0;
};

// "grpc-timeout": up to eight digits and a unit. Nothing for anything else.
absl::optional<absl::Duration> ParseTimeout(absl::string_view text);
// The same at most a hundredth longer; what has passed is "0m".
std::string FormatTimeout(absl::Duration timeout);

// What "grpc-message" may hold: printable ASCII, all else as %XX.
std::string PercentEncode(absl::string_view text);
std::string PercentDecode(absl::string_view text);

// The trailer of an answer: "grpc-status", and of an error "grpc-message" and its details.
Metadata TrailerOf(const absl::Status& status);
// The same of an error in its wire form. Of more than 48 KiB the last details are left out, and
// a text of more than 8 KiB.
Metadata TrailerOf(google::rpc::Status error);

}  // namespace steward::rpc
