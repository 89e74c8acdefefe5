// Services, offerings and items as they need each other, with their database.

#include "services/catalog/rpc/catalog_item_handlers.h"
#include "services/catalog/rpc/catalog_service_handlers.h"
#include "services/catalog/rpc/service_offering_handlers.h"
#include "services/catalog/store/catalog_for_test.h"

namespace steward::catalog {
namespace {

using errors::Reason;
using v1::CatalogItem;
using v1::ServiceOffering;

class PortfolioHandlersTest : public CatalogTest {
 protected:
  PortfolioHandlersTest() {
    for (const char* group : {"workplace", "desk"}) KnowGroup(group);
    KnowGroup("finance", 2);
    MakeService();
  }

  void MakeService() {
    v1::CreateCatalogServiceRequest service;
    service.set_catalog_service_id("workplace");
    service.mutable_catalog_service()->set_display_name("Workplace");
    ASSERT_THAT(services_.CreateCatalogService(CallOf("acme"), service), IsOk());
    v1::CreateServiceOfferingRequest offering;
    offering.set_service_offering_id("workplace");
    offering.mutable_service_offering()->set_display_name("Workplace");
    offering.mutable_service_offering()->set_service("catalogServices/workplace");
    ASSERT_THAT(offerings_.CreateServiceOffering(CallOf("acme"), offering), IsOk());
  }

  absl::StatusOr<CatalogItem> MakeItem(const CatalogItem& draft) {
    v1::CreateCatalogItemRequest request;
    request.set_catalog_item_id("laptop");
    *request.mutable_catalog_item() = draft;
    return items_.CreateCatalogItem(CallOf("acme"), request);
  }

  absl::Status Publish(const std::string& name) { return Act<true>(name); }
  absl::Status Retire(const std::string& name) { return Act<false>(name); }
  void PublishAll() {
    for (const char* name : {"catalogServices/workplace", "serviceOfferings/workplace"})
      ASSERT_THAT(Publish(name), IsOk());
    ASSERT_THAT(MakeItem(Laptop()), IsOk());
    ASSERT_THAT(Publish("catalogItems/laptop"), IsOk());
  }

  CatalogServiceHandlers services_{&catalog_, &people_};
  ServiceOfferingHandlers offerings_{&catalog_};
  CatalogItemHandlers items_{&catalog_, &people_};

 private:
  template <class Request>
  static Request Of(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }

  template <bool publishes>
  absl::Status Act(const std::string& name) {
    const Call call = CallOf("acme");
    if (name[0] == 's')
      return publishes
                 ? offerings_
                       .PublishServiceOffering(call, Of<v1::PublishServiceOfferingRequest>(name))
                       .status()
                 : offerings_
                       .RetireServiceOffering(call, Of<v1::RetireServiceOfferingRequest>(name))
                       .status();
    if (name.rfind("catalogItems/", 0) == 0)
      return publishes
                 ? items_.PublishCatalogItem(call, Of<v1::PublishCatalogItemRequest>(name)).status()
                 : items_.RetireCatalogItem(call, Of<v1::RetireCatalogItemRequest>(name)).status();
    return publishes
               ? services_.PublishCatalogService(call, Of<v1::PublishCatalogServiceRequest>(name))
                     .status()
               : services_.RetireCatalogService(call, Of<v1::RetireCatalogServiceRequest>(name))
                     .status();
  }
};

TEST_F(PortfolioHandlersTest, PublishesFromTheServiceDown) {
  ASSERT_THAT(MakeItem(Laptop()), IsOk());

  EXPECT_EQ(errors::ReasonOf(Publish("serviceOfferings/workplace")), Reason::REFERENCE_DISABLED);
  EXPECT_EQ(errors::ReasonOf(Publish("catalogItems/laptop")), Reason::REFERENCE_DISABLED);
  EXPECT_THAT(Publish("catalogServices/workplace"), IsOk());
  EXPECT_THAT(Publish("serviceOfferings/workplace"), IsOk());
  EXPECT_THAT(Publish("catalogItems/laptop"), IsOk());
}

TEST_F(PortfolioHandlersTest, RetiresFromTheItemUp) {
  PublishAll();

  EXPECT_EQ(errors::ReasonOf(Retire("catalogServices/workplace")), Reason::RESOURCE_IN_USE);
  EXPECT_EQ(errors::ReasonOf(Retire("serviceOfferings/workplace")), Reason::RESOURCE_IN_USE);
  EXPECT_THAT(Retire("catalogItems/laptop"), IsOk());
  EXPECT_THAT(Retire("serviceOfferings/workplace"), IsOk());
  EXPECT_THAT(Retire("catalogServices/workplace"), IsOk());
}

// The decision of another process may come between: the statements hold to it by themselves.
TEST_F(PortfolioHandlersTest, KeepsWhatIsPublishedTogetherWhateverWasDecided) {
  PublishAll();
  const Call call = CallOf("acme");
  v1::RetireServiceOfferingRequest request;
  int decided = 0;

  const auto retired = catalog_.offerings.Change(
      call, request, "serviceOfferings/workplace", "", "dev.steward.catalog.offering.retired.v1",
      [&](const ServiceOffering& current) -> absl::StatusOr<ServiceOffering> {
        if (++decided > 1) return absl::AbortedError("decided again");
        ServiceOffering next = current;
        next.set_state(ServiceOffering::RETIRED);
        return next;
      });

  EXPECT_EQ(retired.status().message(), "decided again");
  EXPECT_EQ(decided, 2);
}

TEST_F(PortfolioHandlersTest, RefersToWhatThereIs) {
  struct Case {
    const char *patch, *field;
    Reason reason;
  };
  KnowGroup("gone", 1, false);
  for (const Case& each : {
           Case{R"({"offering": "serviceOfferings/none"})", "catalog_item.offering",
                Reason::REFERENCE_NOT_FOUND},
           {R"({"tasks": [{"id": "a", "title": "A", "group": "groups/none"}]})",
            "catalog_item.tasks[0].group", Reason::REFERENCE_NOT_FOUND},
           {R"({"tasks": [{"id": "a", "title": "A", "group": "groups/gone"}]})",
            "catalog_item.tasks[0].group", Reason::REFERENCE_DISABLED},
           {R"({"tasks": [{"id": "a", "title": "A", "group": "groups/finance"}]})",
            "catalog_item.tasks[0].group", Reason::INVALID_FIELD},
           {R"({"approval_rules": [{"title": "A", "rule": "ANY", "users": ["users/none"]}]})",
            "catalog_item.approval_rules[0].users[0]", Reason::REFERENCE_NOT_FOUND},
           {R"({"approval_rules": [{"title": "A", "rule": "ANY", "groups": ["groups/none"]}]})",
            "catalog_item.approval_rules[0].groups[0]", Reason::REFERENCE_NOT_FOUND},
       }) {
    CatalogItem draft = Laptop();
    draft.clear_tasks();
    draft.clear_approval_rules();
    draft.MergeFrom(FromJson<CatalogItem>(each.patch));
    EXPECT_EQ(errors::ReasonOf(MakeItem(draft).status()), each.reason) << each.field;
  }
}

TEST_F(PortfolioHandlersTest, ChecksWhatAnswersReferTo) {
  KnowUser("alice");
  KnowUser("bob", false);
  CatalogItem draft = WithForm(R"({"fields": [{"id": "who", "label": "Who", "type": "REFERENCE",
                                               "reference": "users", "required": true}]})");
  ASSERT_THAT(MakeItem(draft), IsOk());
  struct Case {
    const char *answers, *wrong;
  };
  for (const Case& each : {
           Case{R"({"who": "users/alice"})", ""},
           {R"({"who": "users/bob"})", "must be one that is in use"},
           {R"({"who": "users/eve"})", "must be one that exists"},
           {R"({"who": "alice"})", "must have the form 'users/{id}'"},
           {"{}", "is required"},
       }) {
    v1::EvaluateCatalogItemRequest request;
    request.set_name("catalogItems/laptop");
    *request.mutable_answers() = Answers(each.answers);
    const auto result = items_.EvaluateCatalogItem(CallOf("acme"), request);
    ASSERT_THAT(result, IsOk());
    EXPECT_EQ(result->complete(), result->violations().empty());
    EXPECT_EQ(result->complete() ? "" : result->violations(0).description(), each.wrong);
  }
}

TEST_F(PortfolioHandlersTest, ShowsUnpublishedItemsToThoseWhoMakeThemOnly) {
  ASSERT_THAT(MakeItem(Laptop()), IsOk());
  Call requester = CallOf("acme");
  requester.roles = {"requester"};
  v1::GetCatalogItemRequest request;
  request.set_name("catalogItems/laptop");

  EXPECT_EQ(errors::ReasonOf(items_.GetCatalogItem(requester, request).status()),
            Reason::RESOURCE_NOT_FOUND);
  EXPECT_THAT(items_.GetCatalogItem(CallOf("acme"), request), IsOk());
  EXPECT_EQ(items_.ListCatalogItems(requester, {})->Parse().catalog_items_size(), 0);
  ASSERT_THAT(Publish("catalogServices/workplace"), IsOk());
  ASSERT_THAT(Publish("serviceOfferings/workplace"), IsOk());
  ASSERT_THAT(Publish("catalogItems/laptop"), IsOk());
  EXPECT_THAT(items_.GetCatalogItem(requester, request), IsOk());
  EXPECT_EQ(items_.ListCatalogItems(requester, {})->Parse().catalog_items_size(), 1);
}

}  // namespace
}  // namespace steward::catalog
