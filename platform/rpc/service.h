#pragma once

// Serves the methods of a proto service with plain handler functions:
//
//   rpc::Service service(TicketService::descriptor(), interceptors);
//   service.Handle("GetTicket", &handlers, &TicketHandlers::GetTicket);
//
// A handler is (const Call&, const Request&) → StatusOr<Response or Encoded<Response>>: it runs on
// a fiber, blocks where it has to, and knows no transport. Everything a call has in common with all
// others happens before it: see Interceptors. Where the caller streams requests it is
// (const Call&, RequestStream<Request>&) → StatusOr<Response>: see request_stream.h. Methods come
// from the descriptor; no generated gRPC code is needed.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "platform/call/call.h"
#include "platform/call/encoded.h"
#include "platform/rpc/interceptors.h"
#include "platform/rpc/raw_service.h"
#include "platform/rpc/request_stream.h"

namespace steward::rpc {

class Service {
 public:
  // Dies when a method of the service neither names a permission nor is anonymous: deny by default.
  // The interceptors must outlive the service. A method whose requests are streamed says how many it takes.
  Service(const google::protobuf::ServiceDescriptor* descriptor, Interceptors* interceptors);
  ~Service();

  // Only callers of this tenant may call the methods that are handled from now on; to all others it
  // is as if they lacked the permission.
  Service& RestrictTo(std::string tenant) {
    tenant_ = std::move(tenant);
    return *this;
  }

  template <class Handlers, class Request, class Response>
  Service& Handle(const std::string& method, Handlers* handlers,
                  absl::StatusOr<Response> (Handlers::*handler)(const Call&, const Request&)) {
    return Handle<Request, Response>(method,
                                     [handlers, handler](const Call& call, const Request& request) {
                                       return (handlers->*handler)(call, request);
                                     });
  }

  template <class Request, class Response, class Function>
  Service& Handle(const std::string& method, Function handler) {
    Method entry;
    entry.request = &Request::default_instance();
    entry.response = Answer<Response>::descriptor();
    entry.run = [handler](const Call& call, const google::protobuf::Message& request,
                          std::string* response) -> absl::Status {
      absl::StatusOr<Response> answer = handler(call, static_cast<const Request&>(request));
      if (answer.ok()) *response = Answer<Response>::Bytes(*std::move(answer));
      return answer.status();
    };
    Add(method, std::move(entry));
    return *this;
  }

  template <class Handlers, class Request, class Response>
  Service& Handle(const std::string& method, Handlers* handlers,
                  absl::StatusOr<Response> (Handlers::*handler)(const Call&,
                                                                RequestStream<Request>&)) {
    Method entry;
    entry.request = &Request::default_instance();
    entry.response = Response::descriptor();
    entry.run_stream = [handlers, handler](const Call& call, RequestReader& reader,
                                           std::string* response) -> absl::Status {
      RequestStream<Request> requests(reader);
      absl::StatusOr<Response> answer = (handlers->*handler)(call, requests);
      if (answer.ok()) *response = answer->SerializeAsString();
      return answer.status();
    };
    Add(method, std::move(entry));
    return *this;
  }

  // For the server. Dies when a method of the descriptor has no handler.
  const RawService& Finish() const;

 private:
  // What a handler answers with: a message, or one that is encoded already.
  template <class Message>
  struct Answer {
    static const google::protobuf::Descriptor* descriptor() { return Message::descriptor(); }
    static std::string Bytes(const Message& message) { return message.SerializeAsString(); }
  };
  template <class Message>
  struct Answer<Encoded<Message>> : Answer<Message> {
    static std::string Bytes(Encoded<Message> message) { return std::move(message.bytes); }
  };

  void Add(const std::string& method, Method entry);
  void Expose(const Method* served);

  const google::protobuf::ServiceDescriptor* descriptor_;
  Interceptors* const interceptors_;
  std::optional<std::string> tenant_;
  std::unique_ptr<observe::RpcMetrics> metrics_;
  std::vector<std::unique_ptr<Method>> methods_;
  std::unique_ptr<RawService> raw_;
};

}  // namespace steward::rpc
