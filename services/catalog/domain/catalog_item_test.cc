#include "services/catalog/domain/catalog_item.h"

#include "platform/time/timestamp.h"
#include "services/catalog/domain/items_for_test.h"

namespace steward::catalog {
namespace {

using errors::Reason;
using ::testing::ElementsAre;

CatalogItem Made() {
  const auto made = CreateCatalogItem(Laptop(), kThen);
  EXPECT_THAT(made, IsOk());
  CatalogItem item = made.value_or(CatalogItem());
  item.set_name("catalogItems/laptop");
  return item;
}

CatalogItem In(CatalogItem::State state) {
  CatalogItem item = Made();
  item.set_state(state);
  item.set_unpublished(state != CatalogItem::PUBLISHED);
  return item;
}

TEST(CatalogItem, BeginsAsADraft) {
  CatalogItem draft = Laptop();
  draft.set_state(CatalogItem::PUBLISHED);
  draft.set_revision(7);

  const auto made = CreateCatalogItem(draft, kNow);

  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->state(), CatalogItem::DRAFT);
  EXPECT_EQ(made->revision(), 1);
  EXPECT_TRUE(made->unpublished());
}

TEST(CatalogItem, StepsAsItsLifecycleSays) {
  struct Case {
    CatalogItem::State from;
    const char* action;
    // STATE_UNSPECIFIED: refused.
    CatalogItem::State to;
  };
  for (const Case& each : {
           Case{CatalogItem::DRAFT, "publish", CatalogItem::PUBLISHED},
           {CatalogItem::DRAFT, "retire", CatalogItem::RETIRED},
           {CatalogItem::PUBLISHED, "publish", CatalogItem::STATE_UNSPECIFIED},
           {CatalogItem::PUBLISHED, "retire", CatalogItem::RETIRED},
           {CatalogItem::RETIRED, "publish", CatalogItem::STATE_UNSPECIFIED},
           {CatalogItem::RETIRED, "retire", CatalogItem::STATE_UNSPECIFIED},
       }) {
    const auto next = TakeStep(In(each.from), each.action, kNow);
    if (each.to == CatalogItem::STATE_UNSPECIFIED) {
      EXPECT_EQ(errors::ReasonOf(next.status()), Reason::ILLEGAL_TRANSITION) << each.action;
      continue;
    }
    ASSERT_THAT(next, IsOk());
    EXPECT_EQ(next->state(), each.to);
    EXPECT_EQ(next->unpublished(), each.to != CatalogItem::PUBLISHED);
    EXPECT_EQ(FromProto(next->update_time()), kNow);
  }
}

TEST(CatalogItem, CountsRevisionsOfWhatIsOrdered) {
  struct Case {
    const char *patch, *field;
    int64_t revision;
  };
  for (const Case& each : {
           Case{R"({"display_name": "Notebook"})", "display_name", 1},
           {R"({"category": "Computers"})", "category", 1},
           {R"({"price": {"currency_code": "EUR", "amount": "1500.00"}})", "price", 1},
           {R"({"price": {"currency_code": "EUR", "amount": "1600.00"}})", "price", 2},
           {R"({"approval_rules": []})", "approval_rules", 2},
           {R"({"tasks": []})", "tasks", 2},
           {R"({"subscription": {}})", "subscription", 2},
       }) {
    v1::UpdateCatalogItemRequest request;
    *request.mutable_catalog_item() = FromJson<CatalogItem>(each.patch);
    request.mutable_update_mask()->add_paths(each.field);
    const auto next = UpdateCatalogItem(In(CatalogItem::PUBLISHED), request, kNow);
    ASSERT_THAT(next, IsOk()) << each.patch;
    EXPECT_EQ(next->revision(), each.revision) << each.patch;
  }
}

TEST(CatalogItem, IsNotUpdatedAfterItsEnd) {
  v1::UpdateCatalogItemRequest request;
  request.mutable_catalog_item()->set_display_name("Notebook");

  const auto next = UpdateCatalogItem(In(CatalogItem::RETIRED), request, kNow);

  EXPECT_EQ(errors::ReasonOf(next.status()), Reason::ILLEGAL_TRANSITION);
}

TEST(CatalogItem, NamesAllThatDoesNotFitTogether) {
  CatalogItem draft = Laptop();
  draft.mutable_form()->mutable_rules(0)->set_condition("color = red");
  draft.mutable_approval_rules(0)->set_manager(false);
  draft.mutable_tasks(1)->add_depends_on("paint");
  draft.mutable_subscription()->mutable_duration()->set_seconds(60);

  const auto made = CreateCatalogItem(draft, kNow);

  EXPECT_THAT(
      FieldsOf(made.status()),
      ElementsAre("catalog_item.form.rules[0].condition", "catalog_item.approval_rules[0].users",
                  "catalog_item.tasks[1].depends_on[1]", "catalog_item.subscription.duration"));
}

}  // namespace
}  // namespace steward::catalog
