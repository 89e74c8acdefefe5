#pragma once

// Unary methods by path, bytes in and bytes out, served on lanes. Inside platform/rpc only.

#include <grpcpp/impl/service_type.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace steward::rpc {

class Lane;

class RawService : public grpc::Service {
 public:
  // Runs on a fiber of the lane that accepted the call.
  using Serve = std::function<grpc::Status(grpc::ServerContext&, const grpc::ByteBuffer& request,
                                           grpc::ByteBuffer* response)>;

  // `method` is full, such as "grpc.health.v1.Health/Check". Before the server starts.
  void Add(const std::string& method, Serve serve);
  // Asks the running server for the calls that the lane serves. Before the lane starts.
  void Accept(Lane* lane);

 private:
  class Accepted;
  std::vector<Serve> methods_;
  // The library keeps pointers to the paths.
  std::vector<std::unique_ptr<const std::string>> paths_;
};

}  // namespace steward::rpc
