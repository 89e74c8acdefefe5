#pragma once

// What the gateway serves, read from the descriptor set that the build emits: every method that is
// not internal, with what its options and fields say. Nothing in the gateway names an endpoint.

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/api/deprecation.h"
#include "gateway/api/rate_class.h"
#include "google/protobuf/descriptor.h"
#include "platform/json/schema.h"
#include "steward/options/v1/options.pb.h"

namespace steward::gateway {

struct Method {
  // As gRPC calls it: "/steward.ticket.v1.TicketService/CreateTicket".
  std::string path;
  // Without the first slash; the label of logs, metrics and permissions.
  std::string full_name;
  // Who answers: the process that the file names, else the word in "steward.<word>.v1".
  std::string service;
  // Empty of an anonymous one.
  std::string permission;
  // Needs no credential; unary.
  bool anonymous = false;
  // Of raw bodies; empty: bodies are JSON of the messages.
  std::vector<std::string> media_types;
  options::v1::ErrorFormat error_format = options::v1::ERROR_FORMAT_UNSPECIFIED;
  bool server_streaming = false;
  // The requests are a stream that one response answers.
  bool client_streaming = false;
  // Then: bytes of all of them together.
  size_t upload_max = 0;
  // Its HTTP rule is a GET: it changes nothing.
  bool reads_only = false;
  RateClass rate_class = RateClass::kWrite;
  // What its callers are told beside the answer.
  Notices notices;
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  const json::MessageTable* request = nullptr;
  const json::MessageTable* response = nullptr;
  // Fields with a meaning of their own, by name and type; null when the message has none.
  const json::FieldTable* request_id = nullptr;
  const json::FieldTable* request_etag = nullptr;
  const json::FieldTable* request_from = nullptr;
  const json::FieldTable* response_etag = nullptr;
  // Of a response that is a resource.
  const json::FieldTable* response_name = nullptr;
  const json::FieldTable* response_next_page_token = nullptr;
  // Of a method that lists: where the request says which page, and the one list of its response.
  const json::FieldTable* request_page_token = nullptr;
  const json::FieldTable* response_list = nullptr;
  // The response is a resource that can be read again as it was answered: it has a name and an
  // etag, and nothing that is shown once.
  bool answers_resource = false;
  // As BeginsOperation.
  bool begins_operation = false;
  // The response's field with the option `cursor`.
  const json::FieldTable* response_cursor = nullptr;
  // The response is a steward.http.v1.RawAnswer.
  bool answers_raw = false;
};

// Whether a method answers with an operation (steward.operation.v1) that it begins.
bool BeginsOperation(const google::protobuf::MethodDescriptor& method);

// Immutable after Load, hence thread-safe.
class Api {
 public:
  // `descriptor_set` holds a serialized FileDescriptorSet with imports. Fails when it cannot be
  // read, when a method neither has a permission nor is anonymous, streams both ways, or at all
  // when it is anonymous, takes a stream of no size, gives raw bodies of no media type, or is
  // deprecated since no time.
  static absl::StatusOr<std::unique_ptr<Api>> Load(const std::string& descriptor_set);
  static absl::StatusOr<std::unique_ptr<Api>> LoadFile(const std::string& path);

  // By gRPC path; null: unknown or internal.
  const Method* Find(absl::string_view path) const;
  const std::vector<std::unique_ptr<Method>>& methods() const { return methods_; }
  // Full names of services with at least one public method, sorted.
  const std::vector<std::string>& services() const { return services_; }
  const google::protobuf::DescriptorPool& pool() const { return pool_; }
  // Files of the set that declare public services.
  const std::vector<const google::protobuf::FileDescriptor*>& files() const { return files_; }
  // Whether clients may see a file: it declares public services or the details of errors, or one
  // that does imports it. False for null.
  bool IsPublic(const google::protobuf::FileDescriptor* file) const;
  // A serialized FileDescriptorSet of these files, imports first, with their comments.
  std::string PublicDescriptors() const;
  json::Schema& schema() const { return *schema_; }

 private:
  Api() = default;
  absl::Status AddFile(const google::protobuf::FileDescriptor& file);
  absl::Status AddMethod(const google::protobuf::MethodDescriptor& descriptor);
  void Publish(const google::protobuf::FileDescriptor* file);

  google::protobuf::DescriptorPool pool_;
  std::unique_ptr<json::Schema> schema_;
  std::vector<std::unique_ptr<Method>> methods_;
  absl::flat_hash_map<std::string, const Method*> by_path_;
  std::vector<std::string> services_;
  std::vector<const google::protobuf::FileDescriptor*> files_;
  absl::flat_hash_set<const google::protobuf::FileDescriptor*> public_files_;
  // The same, imports first.
  std::vector<const google::protobuf::FileDescriptor*> published_;
};

}  // namespace steward::gateway
