#include "services/notification/domain/event_resources.h"

#include "platform/webhook/event_type.h"
#include "steward/approval/v1/approval.pb.h"
#include "steward/audit/v1/audit.pb.h"
#include "steward/catalog/v1/catalog_item.pb.h"
#include "steward/catalog/v1/catalog_service.pb.h"
#include "steward/catalog/v1/configuration_item.pb.h"
#include "steward/catalog/v1/request.pb.h"
#include "steward/catalog/v1/service_offering.pb.h"
#include "steward/catalog/v1/subscription.pb.h"
#include "steward/change/v1/change.pb.h"
#include "steward/change/v1/change_model.pb.h"
#include "steward/change/v1/change_template.pb.h"
#include "steward/directory/v1/access_grant.pb.h"
#include "steward/directory/v1/api_key.pb.h"
#include "steward/directory/v1/group.pb.h"
#include "steward/directory/v1/location.pb.h"
#include "steward/directory/v1/membership.pb.h"
#include "steward/directory/v1/organization.pb.h"
#include "steward/directory/v1/service_account.pb.h"
#include "steward/directory/v1/substitute.pb.h"
#include "steward/directory/v1/tenant.pb.h"
#include "steward/directory/v1/user.pb.h"
#include "steward/operation/v1/operation.pb.h"
#include "steward/ticket/v1/comment.pb.h"
#include "steward/ticket/v1/ticket.pb.h"

namespace steward::notification {

using google::protobuf::Descriptor;

namespace {

const std::vector<const Descriptor*>& EventResources() {
  static const auto& resources = *new std::vector<const Descriptor*>{
      approval::v1::Approval::descriptor(),
      audit::v1::Read::descriptor(),
      catalog::v1::CatalogItem::descriptor(),
      catalog::v1::CatalogService::descriptor(),
      catalog::v1::ConfigurationItem::descriptor(),
      catalog::v1::Request::descriptor(),
      catalog::v1::ServiceOffering::descriptor(),
      catalog::v1::Subscription::descriptor(),
      change::v1::Change::descriptor(),
      change::v1::ChangeModel::descriptor(),
      change::v1::ChangeTemplate::descriptor(),
      directory::v1::AccessGrant::descriptor(),
      directory::v1::ApiKey::descriptor(),
      directory::v1::Group::descriptor(),
      directory::v1::Location::descriptor(),
      directory::v1::Membership::descriptor(),
      directory::v1::Organization::descriptor(),
      directory::v1::ServiceAccount::descriptor(),
      directory::v1::Substitute::descriptor(),
      directory::v1::Tenant::descriptor(),
      directory::v1::User::descriptor(),
      operation::v1::Operation::descriptor(),
      ticket::v1::Comment::descriptor(),
      ticket::v1::Ticket::descriptor(),
  };
  return resources;
}

}  // namespace

void LinkEventResources() { EventResources(); }

const Descriptor* ResourceTypeOf(absl::string_view event_type) {
  return webhook::ResourceOfType(event_type, EventResources());
}

const Descriptor* TypeOf(const event::v1::Event& event) {
  const std::string& url = event.resource().type_url();
  return google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
      url.substr(url.rfind('/') + 1));
}

std::unique_ptr<google::protobuf::Message> ResourceOf(const event::v1::Event& event) {
  const auto* type = TypeOf(event);
  if (type == nullptr) return nullptr;
  const auto* prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
  std::unique_ptr<google::protobuf::Message> resource(prototype->New());
  return resource->ParseFromString(event.resource().value()) ? std::move(resource) : nullptr;
}

}  // namespace steward::notification
