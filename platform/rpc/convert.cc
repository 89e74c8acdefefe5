#include "platform/rpc/convert.h"

#include <grpcpp/support/slice.h>

#include <vector>

#include "platform/caller/reply.h"

namespace steward::rpc {
namespace {

void DeleteString(void* string) { delete static_cast<std::string*>(string); }

}  // namespace

absl::Status FromGrpc(const grpc::Status& status) {
  return StatusOfReply({static_cast<absl::StatusCode>(status.error_code()), status.error_message(),
                        status.error_details()});
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
