#include "platform/rpc/convert.h"

#include <grpcpp/support/slice.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"

namespace steward::rpc {
namespace {

void DeleteString(void* string) { delete static_cast<std::string*>(string); }

}  // namespace

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status proto;
  if (!status.error_details().empty() && proto.ParseFromString(status.error_details()))
    return errors::FromProto(proto);
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
      return errors::Unavailable(status.error_message());
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return errors::DeadlineExceeded();
    case grpc::StatusCode::UNIMPLEMENTED:
      return errors::Make(absl::StatusCode::kUnimplemented, errors::Reason::METHOD_NOT_IMPLEMENTED,
                          "No service has this method.");
    default:
      return errors::Internal(absl::StrCat("call failed: ", status.error_message()));
  }
}

absl::Status Decode(absl::string_view bytes, google::protobuf::Message* message) {
  const bool parsed = message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  // What this service does not know no rule has looked at: it must not be stored with the rest.
  if (parsed) message->DiscardUnknownFields();
  if (parsed) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST,
                      "The request is not a valid protobuf message of this method.");
}

grpc::ByteBuffer Encode(std::string bytes) {
  auto* owned = new std::string(std::move(bytes));
  grpc::Slice slice(owned->data(), owned->size(), DeleteString, owned);
  return grpc::ByteBuffer(&slice, 1);
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices)
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

}  // namespace steward::rpc
