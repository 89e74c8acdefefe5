#include "platform/rpc/service.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/method_handler.h>

#include "absl/strings/str_cat.h"
#include "platform/observe/log.h"
#include "steward/options/v1/options.pb.h"

namespace steward::rpc {
namespace {

[[noreturn]] void Refuse(const std::string& why) {
  observe::Log(observe::Level::kFatal, "cannot serve", {{"error", why}});
  std::abort();
}

}  // namespace

// Bytes in, bytes out: decoding happens after authorisation, in the interceptors.
class Service::Adapter : public grpc::Service {
 public:
  void Register(const Method* method, Interceptors* interceptors) {
    auto serve = [method, interceptors](Adapter*, grpc::ServerContext* context,
                                        const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) {
      return interceptors->Serve(*method, *context, *request, response);
    };
    paths_.push_back(std::make_unique<std::string>(absl::StrCat("/", method->name)));
    AddMethod(new grpc::internal::RpcServiceMethod(
        paths_.back()->c_str(), grpc::internal::RpcMethod::NORMAL_RPC,
        new grpc::internal::RpcMethodHandler<Adapter, grpc::ByteBuffer, grpc::ByteBuffer>(serve,
                                                                                          this)));
  }

 private:
  std::vector<std::unique_ptr<std::string>> paths_;
};

Service::Service(const google::protobuf::ServiceDescriptor* descriptor, Interceptors* interceptors)
    : descriptor_(descriptor), interceptors_(interceptors), adapter_(std::make_unique<Adapter>()) {
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
  entry.permission = method->options().GetExtension(options::v1::method).permission();
  if (entry.permission.empty()) Refuse(absl::StrCat(entry.name, " has no permission option"));
  entry.metrics = metrics_.get();
  entry.index = method->index();
  methods_.push_back(std::make_unique<Method>(std::move(entry)));
  adapter_->Register(methods_.back().get(), interceptors_);
}

grpc::Service* Service::Finish() {
  if (static_cast<int>(methods_.size()) != descriptor_->method_count())
    Refuse(absl::StrCat(descriptor_->full_name(), " has methods without a handler"));
  return adapter_.get();
}

}  // namespace steward::rpc
