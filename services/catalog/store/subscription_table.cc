#include "services/catalog/sql.h"
#include "services/catalog/store/tables.h"

namespace steward::catalog {
namespace {

using resource::Column;
using v1::Subscription;

constexpr Column kColumns[] = {
    {"request", "s.request", Column::Type::kText},
    {"item", "s.item", Column::Type::kText},
    {"offering", "s.offering", Column::Type::kText},
    {"title", "s.title", Column::Type::kText},
    {"subscriber", "s.subscriber", Column::Type::kText},
    {"state", "s.state", Column::Type::kEnum},
    {"create_time", "s.create_time", Column::Type::kTimestamp},
    {"update_time", "s.update_time", Column::Type::kTimestamp},
    {"expire_time", "s.expire_time", Column::Type::kTimestamp, true},
    {"end_time", "s.end_time", Column::Type::kTimestamp, true},
    {"name", "('subscriptions/' || s.id)", Column::Type::kText},
};

// $5 to $14 of insert_subscription.sql and update_subscription.sql.
void Bind(const Subscription& subscription, pg::Params* params) {
  params->Text(subscription.request()).Text(subscription.item()).Text(subscription.offering());
  params->Text(subscription.title()).Text(subscription.subscriber());
  params->Small(static_cast<int16_t>(subscription.state()));
  params->Time(FromProto(subscription.create_time())).Time(FromProto(subscription.update_time()));
  params->OptionalTime(
      OptionalFromProto(subscription.has_expire_time(), subscription.expire_time()));
  params->OptionalTime(OptionalFromProto(subscription.has_end_time(), subscription.end_time()));
}

}  // namespace

const store::CollectionTable<Subscription>& SubscriptionTable() {
  static const resource::ColumnTable columns{
      Subscription::descriptor(), kColumns, {"name", "s.id", Column::Type::kText}};
  static const store::CollectionTable<Subscription> table{
      .collection = "subscriptions",
      .folds_case = false,
      .get = &sql::kGetSubscriptions,
      .insert = &sql::kInsertSubscription,
      .update = &sql::kUpdateSubscription,
      .remove = nullptr,
      .list = {&sql::kListSubscriptions, &columns, "create_time desc"},
      .bind = Bind};
  return table;
}

}  // namespace steward::catalog
