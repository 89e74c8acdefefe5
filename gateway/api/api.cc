#include "gateway/api/api.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/api/annotations.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/http/v1/raw.pb.h"
#include "steward/options/v1/process.pb.h"

namespace steward::gateway {
namespace {

constexpr char kOperation[] = "steward.operation.v1.Operation";

using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

// Nothing imports them: they come inside of google.protobuf.Any.
constexpr const char* kErrorFiles[] = {"google/rpc/error_details.proto", "google/rpc/status.proto",
                                       "steward/error/v1/detail.proto",
                                       "steward/error/v1/reason.proto"};

absl::Status Unusable(absl::string_view what) {
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::INTERNAL,
                      absl::StrCat("The descriptor set cannot be served: ", what));
}

const json::FieldTable* StringField(const json::MessageTable& table, absl::string_view name) {
  const json::FieldTable* field = table.FindByName(name);
  const bool fits =
      field != nullptr && !field->repeated && field->type == FieldDescriptor::TYPE_STRING;
  return fits ? field : nullptr;
}

const json::FieldTable* CursorField(const json::MessageTable& table,
                                    const google::protobuf::Descriptor& message) {
  for (int i = 0; i < message.field_count(); ++i)
    if (message.field(i)->options().GetExtension(options::v1::field).cursor())
      return table.FindByNumber(message.field(i)->number());
  return nullptr;
}

// The one list of messages; null when there is none or more.
const json::FieldTable* OnlyListOf(const json::MessageTable& table) {
  const json::FieldTable* found = nullptr;
  for (const json::FieldTable* field : table.lists) {
    if (field->message == nullptr) continue;
    if (found != nullptr) return nullptr;
    found = field;
  }
  return found;
}

bool HoldsSecret(const google::protobuf::Descriptor& message) {
  for (int i = 0; i < message.field_count(); ++i)
    if (message.field(i)->options().GetExtension(options::v1::field).secret()) return true;
  return false;
}

}  // namespace

bool BeginsOperation(const google::protobuf::MethodDescriptor& method) {
  const auto& response = *method.output_type();
  return response.full_name() == kOperation &&
         method.file()->package() != response.file()->package();
}

absl::StatusOr<std::unique_ptr<Api>> Api::LoadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Unusable("the file cannot be opened.");
  return Load(std::string(std::istreambuf_iterator<char>(file), {}));
}

absl::StatusOr<std::unique_ptr<Api>> Api::Load(const std::string& descriptor_set) {
  google::protobuf::FileDescriptorSet set;
  if (!set.ParseFromString(descriptor_set)) return Unusable("it is not a FileDescriptorSet.");
  auto api = std::unique_ptr<Api>(new Api());
  for (const auto& file : set.file())
    if (api->pool_.BuildFile(file) == nullptr)
      return Unusable(absl::StrCat(file.name(), " cannot be built."));
  api->schema_ = std::make_unique<json::Schema>(&api->pool_);
  for (const auto& file : set.file())
    RETURN_IF_ERROR(api->AddFile(*api->pool_.FindFileByName(file.name())));
  for (const FileDescriptor* file : api->files_) api->Publish(file);
  for (const char* name : kErrorFiles) api->Publish(api->pool_.FindFileByName(name));
  std::sort(api->services_.begin(), api->services_.end());
  return api;
}

absl::Status Api::AddFile(const FileDescriptor& file) {
  const size_t services_before = services_.size();
  for (int i = 0; i < file.service_count(); ++i) {
    const size_t methods_before = methods_.size();
    for (int j = 0; j < file.service(i)->method_count(); ++j)
      RETURN_IF_ERROR(AddMethod(*file.service(i)->method(j)));
    if (methods_.size() > methods_before) services_.push_back(file.service(i)->full_name());
  }
  if (services_.size() > services_before) files_.push_back(&file);
  return absl::OkStatus();
}

absl::Status Api::AddMethod(const MethodDescriptor& descriptor) {
  const auto& rules = descriptor.options().GetExtension(options::v1::method);
  if (rules.permission().empty() != rules.anonymous())
    return Unusable(
        absl::StrCat(descriptor.full_name(), " must either name a permission or be anonymous."));
  if (rules.internal()) return absl::OkStatus();
  const bool streams = descriptor.client_streaming() || descriptor.server_streaming();
  if (rules.anonymous() && streams)
    return Unusable(absl::StrCat(descriptor.full_name(), " streams to nobody who is known."));
  if (descriptor.client_streaming() && descriptor.server_streaming())
    return Unusable(absl::StrCat(descriptor.full_name(), " streams both ways."));
  const std::vector<std::string> package = absl::StrSplit(descriptor.file()->package(), '.');
  if (package.size() != 3 || package[0] != "steward")
    return Unusable(absl::StrCat(descriptor.full_name(), " is in no package steward.<name>.v1."));

  auto method = std::make_unique<Method>();
  method->full_name = absl::StrCat(descriptor.service()->full_name(), "/", descriptor.name());
  method->path = absl::StrCat("/", method->full_name);
  const std::string& process = descriptor.file()->options().GetExtension(options::v1::process);
  method->service = process.empty() ? package[1] : process;
  method->permission = rules.permission();
  method->anonymous = rules.anonymous();
  method->server_streaming = descriptor.server_streaming();
  method->client_streaming = descriptor.client_streaming();
  method->upload_max = static_cast<size_t>(rules.upload().max_bytes());
  if (method->client_streaming != (method->upload_max > 0))
    return Unusable(absl::StrCat(descriptor.full_name(), " takes a stream of no size, or none."));
  method->reads_only = descriptor.options().GetExtension(google::api::http).pattern_case() ==
                       google::api::HttpRule::kGet;
  method->rate_class = RateClassOf(descriptor);
  method->descriptor = &descriptor;
  method->request = schema_->Get(descriptor.input_type());
  method->response = schema_->Get(descriptor.output_type());
  method->request_id = StringField(*method->request, "request_id");
  method->request_etag = StringField(*method->request, "etag");
  method->request_from = StringField(*method->request, "from");
  method->response_etag = StringField(*method->response, "etag");
  if (descriptor.output_type()->options().HasExtension(options::v1::resource))
    method->response_name = StringField(*method->response, "name");
  method->response_next_page_token = StringField(*method->response, "next_page_token");
  if (method->response_next_page_token != nullptr) {
    method->request_page_token = StringField(*method->request, "page_token");
    method->response_list = OnlyListOf(*method->response);
  }
  method->response_cursor = CursorField(*method->response, *descriptor.output_type());
  method->answers_resource = method->response_name != nullptr && method->response_etag != nullptr &&
                             !HoldsSecret(*descriptor.output_type());
  method->begins_operation = BeginsOperation(descriptor);
  method->media_types.assign(rules.media_types().begin(), rules.media_types().end());
  method->error_format = rules.error_format();
  auto notices = NoticesOf(descriptor.options().deprecated(), rules);
  if (!notices.ok())
    return Unusable(absl::StrCat(descriptor.full_name(), " ", notices.status().message(), "."));
  method->notices = *std::move(notices);
  method->answers_raw =
      descriptor.output_type()->full_name() == http::v1::RawAnswer::descriptor()->full_name();
  if (method->answers_raw && method->media_types.empty())
    return Unusable(absl::StrCat(descriptor.full_name(), " names no media type of its bodies."));
  by_path_[method->path] = method.get();
  methods_.push_back(std::move(method));
  return absl::OkStatus();
}

void Api::Publish(const FileDescriptor* file) {
  if (file == nullptr || !public_files_.insert(file).second) return;
  for (int i = 0; i < file->dependency_count(); ++i) Publish(file->dependency(i));
  published_.push_back(file);
}

std::string Api::PublicDescriptors() const {
  google::protobuf::FileDescriptorSet set;
  for (const FileDescriptor* file : published_) {
    google::protobuf::FileDescriptorProto* proto = set.add_file();
    file->CopyTo(proto);
    file->CopyJsonNameTo(proto);
    file->CopySourceCodeInfoTo(proto);
  }
  return set.SerializeAsString();
}

bool Api::IsPublic(const FileDescriptor* file) const { return public_files_.contains(file); }

const Method* Api::Find(absl::string_view path) const {
  auto it = by_path_.find(path);
  return it == by_path_.end() ? nullptr : it->second;
}

}  // namespace steward::gateway
