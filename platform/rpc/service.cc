#include "platform/rpc/service.h"

#include "absl/strings/str_cat.h"
#include "platform/observe/log.h"
#include "platform/rpc/raw_service.h"
#include "steward/options/v1/options.pb.h"

namespace steward::rpc {
namespace {

[[noreturn]] void Refuse(const std::string& why) {
  observe::Log(observe::Level::kFatal, "cannot serve", {{"error", why}});
  std::abort();
}

}  // namespace

Service::Service(const google::protobuf::ServiceDescriptor* descriptor, Interceptors* interceptors)
    : descriptor_(descriptor), interceptors_(interceptors), raw_(std::make_unique<RawService>()) {
  std::vector<std::string> names;
  for (int i = 0; i < descriptor->method_count(); ++i)
    names.push_back(absl::StrCat(descriptor->full_name(), "/", descriptor->method(i)->name()));
  metrics_ = std::make_unique<observe::RpcMetrics>("server", names);
}

Service::~Service() = default;

void Service::Add(const std::string& name, Method entry) {
  const auto* method = descriptor_->FindMethodByName(name);
  if (method == nullptr) Refuse(absl::StrCat(descriptor_->full_name(), " has no method ", name));
  if (method->input_type() != entry.request->GetDescriptor() ||
      method->output_type() != entry.response)
    Refuse(absl::StrCat("the handler of ", method->full_name(), " has other messages"));
  entry.name = absl::StrCat(descriptor_->full_name(), "/", name);
  for (const auto& known : methods_)
    if (known->name == entry.name) Refuse(absl::StrCat(entry.name, " has two handlers"));
  const auto& rules = method->options().GetExtension(options::v1::method);
  entry.permission = rules.permission();
  entry.anonymous = rules.anonymous();
  if (entry.permission.empty() != entry.anonymous)
    Refuse(absl::StrCat(entry.name, " must either name a permission or be anonymous"));
  const bool is_streamed = entry.run_stream != nullptr;
  if (method->client_streaming() != is_streamed || method->server_streaming())
    Refuse(absl::StrCat("the handler of ", method->full_name(), " streams otherwise"));
  entry.upload = rules.upload();
  if (is_streamed && (entry.upload.max_messages() <= 0 || entry.upload.max_bytes() <= 0))
    Refuse(absl::StrCat(entry.name, " does not say how much it takes"));
  entry.tenant = tenant_;
  entry.fields = std::make_shared<access::FieldRule>(method->input_type());
  if (!rules.internal())
    entry.answers = std::make_shared<access::ReadRule>(method->output_type());
  entry.metrics = metrics_.get();
  entry.index = method->index();
  methods_.push_back(std::make_unique<Method>(std::move(entry)));
  Expose(methods_.back().get());
}

// Decoding happens after authorisation, in the interceptors.
void Service::Expose(const Method* served) {
  RawMethod& raw = (*raw_)[absl::StrCat("/", served->name)];
  if (served->run_stream != nullptr)
    raw.serve_stream = [this, served](const Incoming& incoming, MessageSource& messages) {
      return interceptors_->ServeStream(*served, incoming, messages);
    };
  else
    raw.serve = [this, served](const Incoming& incoming, absl::string_view request) {
      return interceptors_->Serve(*served, incoming, request);
    };
}

const RawService& Service::Finish() const {
  if (static_cast<int>(methods_.size()) != descriptor_->method_count())
    Refuse(absl::StrCat(descriptor_->full_name(), " has methods without a handler"));
  return *raw_;
}

}  // namespace steward::rpc
