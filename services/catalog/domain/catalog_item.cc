#include "services/catalog/domain/catalog_item.h"

#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "platform/resource/title.h"
#include "platform/status/errors.h"
#include "services/catalog/domain/approval_rule.h"
#include "services/catalog/domain/form.h"
#include "services/catalog/domain/record.h"
#include "services/catalog/domain/task_plan.h"
#include "services/catalog/lifecycles.h"

namespace steward::catalog {
namespace {

constexpr int64_t kDaySeconds = 24 * 60 * 60;
constexpr int64_t kCenturySeconds = 36'500 * kDaySeconds;

bool IsDuration(const google::protobuf::Duration& duration) {
  return duration.nanos() == 0 && duration.seconds() >= kDaySeconds &&
         duration.seconds() <= kCenturySeconds;
}

absl::Status CheckItem(const CatalogItem& item) {
  errors::Violations violations;
  CheckForm(item, &violations);
  CheckApprovalRules(item, &violations);
  CheckTasks(item, &violations);
  if (!resource::IsTitle(item.display_name()))
    violations.Add("catalog_item.display_name", resource::kNotATitle);
  if (item.subscription().has_duration() && !IsDuration(item.subscription().duration()))
    violations.Add("catalog_item.subscription.duration",
                   "must be whole seconds, from a day to 36,500 days");
  RETURN_IF_ERROR(violations.ToStatus());
  return CheckOrder(item);
}

// What somebody who orders it gets and pays.
CatalogItem Ordered(const CatalogItem& item) {
  CatalogItem ordered;
  if (item.has_form()) *ordered.mutable_form() = item.form();
  if (item.has_price()) *ordered.mutable_price() = item.price();
  if (item.has_subscription()) *ordered.mutable_subscription() = item.subscription();
  *ordered.mutable_approval_rules() = item.approval_rules();
  *ordered.mutable_tasks() = item.tasks();
  return ordered;
}

void MarkUnpublished(CatalogItem* item) {
  item->set_unpublished(item->state() != CatalogItem::PUBLISHED);
}

}  // namespace

const lifecycle::Lifecycle& CatalogItemLifecycle() {
  static const auto lifecycle =
      lifecycle::Lifecycle::Shipped(lifecycles::kItem, CatalogItem::State_descriptor());
  return lifecycle;
}

absl::StatusOr<CatalogItem> CreateCatalogItem(const CatalogItem& draft, absl::Time now) {
  CatalogItem item = Begin(draft, now);
  RETURN_IF_ERROR(CheckItem(item));
  CatalogItemLifecycle().Restart(&item);
  item.set_revision(1);
  MarkUnpublished(&item);
  return item;
}

absl::StatusOr<CatalogItem> UpdateCatalogItem(const CatalogItem& current,
                                              const v1::UpdateCatalogItemRequest& request,
                                              absl::Time now) {
  ASSIGN_OR_RETURN(CatalogItem next, Patch(current, request.catalog_item(), request.update_mask(),
                                           "catalog_item", now));
  RETURN_IF_ERROR(CatalogItemLifecycle().Apply("update", &next));
  RETURN_IF_ERROR(CheckItem(next));
  if (!google::protobuf::util::MessageDifferencer::Equals(Ordered(current), Ordered(next)))
    next.set_revision(current.revision() + 1);
  return next;
}

absl::StatusOr<CatalogItem> TakeStep(const CatalogItem& current, absl::string_view action,
                                     absl::Time now) {
  CatalogItem next = current;
  RETURN_IF_ERROR(CatalogItemLifecycle().Apply(action, &next));
  MarkUnpublished(&next);
  *next.mutable_update_time() = ToProto(now);
  return next;
}

}  // namespace steward::catalog
