#include "services/notification/jobs/event_resources.h"

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

void LinkEventResources() {
  google::protobuf::LinkMessageReflection<approval::v1::Approval>();
  google::protobuf::LinkMessageReflection<audit::v1::Read>();
  google::protobuf::LinkMessageReflection<catalog::v1::CatalogItem>();
  google::protobuf::LinkMessageReflection<catalog::v1::CatalogService>();
  google::protobuf::LinkMessageReflection<catalog::v1::ConfigurationItem>();
  google::protobuf::LinkMessageReflection<catalog::v1::Request>();
  google::protobuf::LinkMessageReflection<catalog::v1::ServiceOffering>();
  google::protobuf::LinkMessageReflection<catalog::v1::Subscription>();
  google::protobuf::LinkMessageReflection<change::v1::Change>();
  google::protobuf::LinkMessageReflection<change::v1::ChangeModel>();
  google::protobuf::LinkMessageReflection<change::v1::ChangeTemplate>();
  google::protobuf::LinkMessageReflection<directory::v1::ApiKey>();
  google::protobuf::LinkMessageReflection<directory::v1::Group>();
  google::protobuf::LinkMessageReflection<directory::v1::Location>();
  google::protobuf::LinkMessageReflection<directory::v1::Membership>();
  google::protobuf::LinkMessageReflection<directory::v1::Organization>();
  google::protobuf::LinkMessageReflection<directory::v1::ServiceAccount>();
  google::protobuf::LinkMessageReflection<directory::v1::Substitute>();
  google::protobuf::LinkMessageReflection<directory::v1::Tenant>();
  google::protobuf::LinkMessageReflection<directory::v1::User>();
  google::protobuf::LinkMessageReflection<operation::v1::Operation>();
  google::protobuf::LinkMessageReflection<ticket::v1::Comment>();
  google::protobuf::LinkMessageReflection<ticket::v1::Ticket>();
}

const google::protobuf::Descriptor* TypeOf(const event::v1::Event& event) {
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
