#include "services/directory/rpc/scim_discovery_handlers.h"

#include "platform/status/errors.h"
#include "services/directory/rpc/scim_answer.h"
#include "services/directory/scim/discovery.h"
#include "services/directory/scim/search.h"

namespace steward::directory {
namespace {

using Answer = ScimDiscoveryHandlers::Answer;

Answer AnswerAll(std::vector<scim::Json> documents) {
  const int64_t total = static_cast<int64_t>(documents.size());
  return ScimAnswer(scim::RenderList(total, 1, std::move(documents)));
}

Answer AnswerOne(const std::vector<scim::Json>& documents, const std::string& id) {
  for (const scim::Json& document : documents)
    if (const std::string* own = document.FindString("id"); own != nullptr && *own == id)
      return ScimAnswer(document);
  return errors::Make(absl::StatusCode::kNotFound, errors::Reason::RESOURCE_NOT_FOUND,
                      "There is nothing with this id.");
}

}  // namespace

Answer ScimDiscoveryHandlers::GetServiceProviderConfig(
    const Call&, const v1::GetScimServiceProviderConfigRequest&) {
  return ScimAnswer(scim::ServiceProviderConfig());
}

Answer ScimDiscoveryHandlers::ListResourceTypes(const Call&,
                                                const v1::ListScimResourceTypesRequest&) {
  return AnswerAll(scim::ResourceTypes());
}

Answer ScimDiscoveryHandlers::GetResourceType(const Call&,
                                              const v1::GetScimResourceTypeRequest& request) {
  return AnswerOne(scim::ResourceTypes(), request.id());
}

Answer ScimDiscoveryHandlers::ListSchemas(const Call&, const v1::ListScimSchemasRequest&) {
  return AnswerAll(scim::Schemas());
}

Answer ScimDiscoveryHandlers::GetSchema(const Call&, const v1::GetScimSchemaRequest& request) {
  return AnswerOne(scim::Schemas(), request.id());
}

Answer ScimDiscoveryHandlers::UseMe(const Call&, const v1::UseScimMeRequest&) {
  return errors::Make(absl::StatusCode::kUnimplemented, errors::Reason::METHOD_NOT_IMPLEMENTED,
                      "A caller is no SCIM resource here; use /Users.");
}

void ScimDiscoveryHandlers::Register(rpc::Service* service) {
  service
      ->Handle("GetScimServiceProviderConfig", this,
               &ScimDiscoveryHandlers::GetServiceProviderConfig)
      .Handle("ListScimResourceTypes", this, &ScimDiscoveryHandlers::ListResourceTypes)
      .Handle("GetScimResourceType", this, &ScimDiscoveryHandlers::GetResourceType)
      .Handle("ListScimSchemas", this, &ScimDiscoveryHandlers::ListSchemas)
      .Handle("GetScimSchema", this, &ScimDiscoveryHandlers::GetSchema)
      .Handle("UseScimMe", this, &ScimDiscoveryHandlers::UseMe);
}

}  // namespace steward::directory
