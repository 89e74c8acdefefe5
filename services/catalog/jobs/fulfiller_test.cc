// Steps of requests, with their database; other services answer nobody.

#include "services/catalog/jobs/fulfiller.h"

#include "platform/journal/mutate.h"
#include "services/catalog/store/catalog_for_test.h"

namespace steward::catalog {
namespace {

class FulfillerTest : public CatalogTest {
 protected:
  // Two tasks, of which one can be begun, and nobody to approve it.
  Request MakeRequest() {
    const v1::CatalogItem item = Laptop();
    const auto made = journal::Mutate<Request>(
        journal_, CallOf("acme"), v1::CreateRequestRequest(),
        [&]() -> absl::StatusOr<RequestDecision> {
          return requests_.Create(CallOf("acme"), Submit({}, {item, {}, {}}, "users/rita", kNow));
        });
    EXPECT_THAT(made, IsOk());
    return made.value_or(Request());
  }

  absl::StatusOr<absl::Time> TakeStep(const Request& request, absl::Duration time) {
    return fulfiller_.TakeStep({"acme", request.name()}, absl::Now() + time);
  }

  RequestStore requests_{&points_, &pool_, &lister_};
  const Fulfiller fulfiller_{{&requests_, &catalog_.subscriptions, &journal_, nullptr, nullptr}};
};

TEST_F(FulfillerTest, ComesBackToWhatItHadNoTimeFor) {
  const Request request = MakeRequest();
  const absl::StatusOr<absl::Time> approved = TakeStep(request, absl::Seconds(10));
  ASSERT_THAT(approved, IsOk());
  ASSERT_EQ(requests_.Get(CallOf("acme"), request.name())->resource.state(),
            Request::IN_FULFILMENT);

  // Too little for two calls.
  const absl::StatusOr<absl::Time> opened = TakeStep(request, absl::Seconds(5));

  EXPECT_TRUE(absl::IsDeadlineExceeded(opened.status())) << opened.status();
}

}  // namespace
}  // namespace steward::catalog
