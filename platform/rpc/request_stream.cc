#include "platform/rpc/request_stream.h"

#include "platform/resource/rules.h"
#include "platform/rpc/decode.h"
#include "platform/rpc/interceptors.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::rpc {

absl::StatusOr<bool> RequestReader::Next(google::protobuf::Message* request) {
  ASSIGN_OR_RETURN(const auto bytes, source_.Next(call_.deadline));
  if (!bytes) return false;
  if (messages_++ > method_.upload.max_messages())
    return errors::TooManyItems(method_.upload.max_messages());
  bytes_ += static_cast<int64_t>(bytes->size());
  if (bytes_ > method_.upload.max_bytes()) return errors::BodyTooLarge(method_.upload.max_bytes());
  RETURN_IF_ERROR(Decode(*bytes, request));
  return true;
}

absl::Status RequestReader::Judge(const google::protobuf::Message& request) const {
  RETURN_IF_ERROR(method_.fields->Check(call_, request));
  return resource::CheckRules(request);
}

}  // namespace steward::rpc
