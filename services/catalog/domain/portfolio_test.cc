#include "services/catalog/domain/portfolio.h"

#include "services/catalog/domain/items_for_test.h"

namespace steward::catalog {
namespace {

using errors::Reason;

// Services and offerings have the same states.
template <class Resource>
void StepsFromDraftToRetired() {
  struct Case {
    typename Resource::State from;
    const char* action;
    // STATE_UNSPECIFIED: refused.
    typename Resource::State to;
  };
  for (const Case& each : {
           Case{Resource::DRAFT, "publish", Resource::PUBLISHED},
           {Resource::DRAFT, "retire", Resource::RETIRED},
           {Resource::PUBLISHED, "publish", Resource::STATE_UNSPECIFIED},
           {Resource::PUBLISHED, "retire", Resource::RETIRED},
           {Resource::RETIRED, "publish", Resource::STATE_UNSPECIFIED},
           {Resource::RETIRED, "retire", Resource::STATE_UNSPECIFIED},
       }) {
    Resource current;
    current.set_state(each.from);
    const auto next = TakeStep(current, each.action, kNow);
    if (each.to == Resource::STATE_UNSPECIFIED)
      EXPECT_EQ(errors::ReasonOf(next.status()), Reason::ILLEGAL_TRANSITION) << each.action;
    else
      EXPECT_EQ(next->state(), each.to) << each.action;
  }
}

TEST(CatalogService, StepsAsItsLifecycleSays) { StepsFromDraftToRetired<CatalogService>(); }
TEST(ServiceOffering, StepsAsItsLifecycleSays) { StepsFromDraftToRetired<ServiceOffering>(); }

TEST(ServiceOffering, PromisesWhatCanBeKept) {
  struct Case {
    const char* offering;
    std::vector<std::string> wrong;
  };
  for (const Case& each : std::vector<Case>{
           {"{}", {}},
           {R"({"price": {"currency_code": "EUR", "amount": "5"}, "recurrence": "MONTHLY"})", {}},
           {R"({"price": {"currency_code": "EUR", "amount": "5"}})", {"recurrence"}},
           {R"({"recurrence": "NONE"})", {"recurrence"}},
           {R"({"commitments": {"response_duration": "1800s"}})", {}},
           {R"({"commitments": {"response_duration": "-1s", "recovery_time_objective": "-1s",
                "recovery_point_objective": "-0.5s"}})",
            {"commitments.response_duration", "commitments.recovery_time_objective",
             "commitments.recovery_point_objective"}},
       }) {
    std::vector<std::string> wrong;
    for (const std::string& field : each.wrong) wrong.push_back("service_offering." + field);
    const auto made = CreateServiceOffering(FromJson<ServiceOffering>(each.offering), kNow);
    EXPECT_EQ(FieldsOf(made.status()), wrong) << each.offering;
  }
}

TEST(ServiceOffering, KeepsItsService) {
  ServiceOffering current;
  current.set_service("catalogServices/email");
  current.set_display_name("Gold");
  v1::UpdateServiceOfferingRequest request;
  request.mutable_service_offering()->set_service("catalogServices/telephone");

  const auto next = UpdateServiceOffering(current, request, kNow);

  EXPECT_EQ(errors::ReasonOf(next.status()), Reason::INVALID_UPDATE_MASK);
}

}  // namespace
}  // namespace steward::catalog
