#include "platform/rpc/inflate.h"

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward::rpc {
namespace {

constexpr size_t kStep = 64 << 10;
// The largest window, and either form by its header.
constexpr int kAnyForm = 15 + 32;

// Ends with the scope.
struct Inflation : z_stream {
  Inflation() : z_stream() { inflateInit2(this, kAnyForm); }
  ~Inflation() { inflateEnd(this); }
};

}  // namespace

absl::Status MessageTooLarge(size_t limit) {
  return errors::Make(absl::StatusCode::kResourceExhausted, errors::Reason::BODY_TOO_LARGE,
                      absl::StrCat("A message has at most ", limit, " bytes."),
                      {{"limit", absl::StrCat(limit)}});
}

absl::StatusOr<std::string> Inflate(absl::string_view encoding, absl::string_view bytes,
                                    size_t limit) {
  if (encoding != "gzip" && encoding != "deflate")
    return errors::Make(absl::StatusCode::kUnimplemented, errors::Reason::METHOD_NOT_IMPLEMENTED,
                        absl::StrCat("Messages may be compressed as ", kEncodings, "."));
  Inflation stream;
  stream.next_in = reinterpret_cast<const Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  int result = Z_OK;
  while (result == Z_OK) {
    if (out.size() > limit) return MessageTooLarge(limit);
    const size_t begun = out.size();
    out.resize(begun + std::min(kStep, limit + 1 - begun));
    stream.next_out = reinterpret_cast<Bytef*>(&out[begun]);
    stream.avail_out = static_cast<uInt>(out.size() - begun);
    result = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  if (result != Z_STREAM_END)
    return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST,
                        "A message is not compressed as the call says.");
  if (out.size() > limit) return MessageTooLarge(limit);
  return out;
}

}  // namespace steward::rpc
