#include <gtest/gtest.h>

#include "gateway/openapi/operation.h"
#include "gateway/testing_api.h"
#include "platform/webhook/event_type.h"

namespace steward::gateway::openapi {
namespace {

std::string ResourceNameOf(const std::string& type) {
  Reach reach;
  for (const auto& method : TestApi().methods()) reach.AddMethod(*method->descriptor);
  const auto* resource = webhook::ResourceOfType(type, reach.messages);
  return resource == nullptr ? "" : resource->full_name();
}

TEST(ResourceOfType, IsNamedByTheNounsOfTheType) {
  const struct {
    const char* type;
    const char* resource;
  } cases[] = {
      {"dev.steward.ticket.created.v1", "steward.ticket.v1.Ticket"},
      {"dev.steward.ticket.comment.created.v1", "steward.ticket.v1.Comment"},
      {"dev.steward.change.approval_requested.v1", "steward.change.v1.Change"},
      {"dev.steward.change.model.created.v1", "steward.change.v1.ChangeModel"},
      {"dev.steward.catalog.item.created.v1", "steward.catalog.v1.CatalogItem"},
      {"dev.steward.catalog.service.created.v1", "steward.catalog.v1.CatalogService"},
      {"dev.steward.catalog.offering.created.v1", "steward.catalog.v1.ServiceOffering"},
      {"dev.steward.catalog.configuration_item.created.v1", "steward.catalog.v1.ConfigurationItem"},
      {"dev.steward.request.submitted.v1", "steward.catalog.v1.Request"},
      {"dev.steward.directory.api_key.created.v1", "steward.directory.v1.ApiKey"},
      {"dev.steward.operation.created.v1", "steward.operation.v1.Operation"},
      {"dev.steward.nothing.created.v1", ""},
      {"dev.steward.v1", ""},
      {"", ""},
  };
  for (const auto& each : cases) EXPECT_EQ(ResourceNameOf(each.type), each.resource) << each.type;
}

}  // namespace
}  // namespace steward::gateway::openapi
