#pragma once

// Methods by path, bytes in and bytes out, served on lanes. Inside platform/rpc only.

#include <grpcpp/impl/rpc_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/rpc/streamed_call.h"

namespace steward::rpc {

class Lane;

class RawService : public grpc::Service {
 public:
  // Runs on a fiber of the lane that accepted the call.
  using Serve = std::function<grpc::Status(grpc::ServerContext&, const grpc::ByteBuffer& request,
                                           grpc::ByteBuffer* response)>;

  // `method` is full, such as "grpc.health.v1.Health/Check". Before the server starts.
  void Add(const std::string& method, Serve serve);
  // The same for a method whose callers stream their messages.
  void AddStream(const std::string& method, StreamedCall::Serve serve);
  // Asks the running server for the calls that the lane serves. Before the lane starts.
  void Accept(Lane* lane);

 private:
  class Accepted;
  // Of one kind or the other.
  struct Method {
    Serve serve;
    std::unique_ptr<StreamedCall::Method> stream;
  };
  // Returns its index.
  int AddPath(const std::string& method, grpc::internal::RpcMethod::RpcType type);

  std::vector<Method> methods_;
  // The library keeps pointers to the paths.
  std::vector<std::unique_ptr<const std::string>> paths_;
};

}  // namespace steward::rpc
