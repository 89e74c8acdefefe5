#include "platform/rpc/decode.h"

#include "platform/status/errors.h"

namespace steward::rpc {

absl::Status Decode(absl::string_view bytes, google::protobuf::Message* message) {
  const bool parsed = message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  // What this service does not know no rule has looked at: it must not be stored with the rest.
  if (parsed) message->DiscardUnknownFields();
  if (parsed) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST,
                      "The request is not a valid protobuf message of this method.");
}

}  // namespace steward::rpc
