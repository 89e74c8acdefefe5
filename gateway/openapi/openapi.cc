#include "gateway/openapi/openapi.h"

#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gateway/openapi/comments.h"
#include "gateway/openapi/operation.h"
#include "gateway/openapi/problem.h"
#include "gateway/openapi/webhooks.h"
#include "google/api/annotations.pb.h"
#include "steward/options/v1/options.pb.h"

namespace steward::gateway {
namespace openapi {
namespace {

using google::api::HttpRule;
using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

constexpr absl::string_view kAbout =
    "IT service management for other software to talk to.\n\n"
    "Bodies are JSON in UTF-8, by the JSON mapping of Protocol Buffers. Members that the API does "
    "not know are refused; those that only the server sets are ignored. Members may also be "
    "written by their names in the proto files. Answers have all lists, also empty ones, and leave "
    "out other fields that have no value.\n\n"
    "Refused requests are answered with a problem document (RFC 9457): decide by its `reason`.";

// "TicketService" to "Ticket".
std::string TagOf(const ServiceDescriptor& service) {
  return std::string(absl::StripSuffix(service.name(), "Service"));
}

std::string LowerFirst(std::string name) {
  name[0] = absl::ascii_tolower(name[0]);
  return name;
}

// Makes one document.
class Document {
 public:
  Document(const DescriptorPool& pool, const std::vector<const FileDescriptor*>& files)
      : pool_(pool) {
    for (const FileDescriptor* file : files)
      for (int i = 0; i < file->service_count(); ++i) AddService(*file->service(i));
    NameTags();
    for (const MethodDescriptor* method : methods_) AddBindings(*method);
    for (const auto* detail : ErrorDetails(pool)) reach_.AddMessage(*detail);
  }

  std::string Write(const OpenApiOptions& options) {
    Names names(reach_);
    Schemas schemas(reach_, names);
    Shared shared;
    const Json problem = AddProblemSchemas(pool_, &schemas);
    const Collections collections(reach_);
    const Examples examples(collections);
    Workshop workshop{examples, schemas, shared};
    Json paths = Paths(collections, workshop);
    const Json webhooks = Webhooks(workshop);
    const Json info = Json::Object(
        {{"title", options.title}, {"version", options.version}, {"description", kAbout}});
    return Json::Object({{"openapi", "3.1.0"},
                         {"info", info},
                         {"servers", Json::Array({Json::Object({{"url", options.server_url}})})},
                         {"tags", Tags()}})
        .Set("paths", std::move(paths))
        .Set("webhooks", webhooks)
        .Set("components", Components(schemas, shared, problem))
        .Dump();
  }

  std::vector<OperationEntry> List() const {
    const Collections collections(reach_);
    std::vector<OperationEntry> entries;
    for (const Binding& binding : bindings_) {
      auto [http_method, text] = PatternOf(*binding.rule);
      const auto path = MakePath(text, *binding.method->input_type(), collections);
      if (http_method.empty() || !path.ok()) continue;
      entries.push_back({binding.operation_id, binding.tag, std::move(http_method), path->text,
                         SummaryOf(*binding.method)});
    }
    return entries;
  }

 private:
  void AddService(const ServiceDescriptor& service) {
    const size_t before = methods_.size();
    for (int i = 0; i < service.method_count(); ++i) {
      const MethodDescriptor& method = *service.method(i);
      if (method.options().GetExtension(options::v1::method).internal()) continue;
      if (!method.options().HasExtension(google::api::http)) continue;
      methods_.push_back(&method);
      ++uses_[method.name()];
      reach_.AddMethod(method);
    }
    if (methods_.size() > before) services_.push_back(&service);
  }

  void NameTags() {
    std::map<std::string, int> uses;
    for (const ServiceDescriptor* service : services_) ++uses[TagOf(*service)];
    for (const ServiceDescriptor* service : services_)
      tags_[service] = uses[TagOf(*service)] == 1 ? TagOf(*service) : service->full_name();
  }

  void AddBindings(const MethodDescriptor& method) {
    const HttpRule& rule = method.options().GetExtension(google::api::http);
    const std::string id = LowerFirst(uses_[method.name()] == 1
                                          ? method.name()
                                          : absl::StrCat(method.service()->name(), method.name()));
    AddBinding(method, rule, id);
    for (int i = 0; i < rule.additional_bindings_size(); ++i)
      AddBinding(method, rule.additional_bindings(i), absl::StrCat(id, i + 2));
  }

  void AddBinding(const MethodDescriptor& method, const HttpRule& rule, std::string id) {
    while (!operation_ids_.insert(id).second) id += '_';
    bindings_.push_back({&method, &rule, std::move(id), tags_[method.service()]});
  }

  Json Webhooks(Workshop& workshop) const {
    EventTypes types;
    for (const Binding& binding : bindings_) AddEventTypes(binding, &types);
    return MakeWebhooks(types, reach_.messages, workshop);
  }

  Json Paths(const Collections& collections, Workshop& workshop) const {
    Json paths;
    for (const Binding& binding : bindings_) {
      const auto [http_method, text] = PatternOf(*binding.rule);
      const auto path = MakePath(text, *binding.method->input_type(), collections);
      if (http_method.empty() || !path.ok()) continue;
      // Written at once: their text takes less memory than their values.
      paths.At(path->text)
          .Set(http_method, Json::Written(MakeOperation(binding, *path, workshop).Dump()));
    }
    return paths;
  }

  Json Tags() const {
    Json tags = Json::Array();
    for (const ServiceDescriptor* service : services_) {
      Json tag = Json::Object({{"name", tags_.at(service)}});
      const std::string comment = CommentOf(*service);
      if (!comment.empty()) tag.Set("description", comment);
      tags.Add(std::move(tag));
    }
    return tags;
  }

  static Json Components(const Schemas& schemas, Shared& shared, const Json& problem) {
    Json all;
    for (const auto& [name, schema] : schemas.components()) all.Set(name, schema);
    const Json scheme = Json::Object({{"type", "http"},
                                      {"scheme", "bearer"},
                                      {"description",
                                       "An access token, a JSON Web Token (RFC 7519), or an API "
                                       "key of a service account."}});
    Json components = Json::Object({{"schemas", std::move(all)}});
    components.Merge(shared.Components(problem));
    return components.Set("securitySchemes", Json::Object({{kSecurityScheme, scheme}}));
  }

  const DescriptorPool& pool_;
  std::vector<const ServiceDescriptor*> services_;
  std::map<const ServiceDescriptor*, std::string> tags_;
  std::vector<const MethodDescriptor*> methods_;
  std::map<std::string, int> uses_;
  std::set<std::string> operation_ids_;
  std::vector<Binding> bindings_;
  Reach reach_;
};

}  // namespace
}  // namespace openapi

std::string GenerateOpenApi(const google::protobuf::DescriptorPool& pool,
                            const std::vector<const google::protobuf::FileDescriptor*>& files,
                            const OpenApiOptions& options) {
  return openapi::Document(pool, files).Write(options);
}

std::vector<OperationEntry> ListOperations(
    const google::protobuf::DescriptorPool& pool,
    const std::vector<const google::protobuf::FileDescriptor*>& files) {
  return openapi::Document(pool, files).List();
}

}  // namespace steward::gateway
