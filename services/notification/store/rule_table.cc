#include <algorithm>
#include <vector>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "platform/crypto/base64.h"
#include "platform/status/macros.h"
#include "services/notification/domain/shipped.h"
#include "services/notification/sql.h"
#include "services/notification/store/tables.h"

namespace steward::notification {
namespace {

using resource::Column;

constexpr Column kColumns[] = {
    {"display_name", "r.display_name", Column::Type::kText},
    {"event_types", "r.event_types", Column::Type::kTextArray},
    {"template", "r.template", Column::Type::kText},
    {"event_class", "r.event_class", Column::Type::kEnum},
    {"mandatory", "r.mandatory", Column::Type::kBool},
    {"state", "r.state", Column::Type::kEnum},
    {"shipped", "r.shipped", Column::Type::kBool},
    {"create_time", "r.create_time", Column::Type::kTimestamp, true},
    {"update_time", "r.update_time", Column::Type::kTimestamp, true},
    {"name", "('notificationRules/' || r.id)", Column::Type::kText},
};

std::vector<std::string> EventTypesOf(const NotificationRule& rule) {
  return {rule.event_types().begin(), rule.event_types().end()};
}

// $5 to $12 of insert_notification_rule.sql and update_notification_rule.sql.
void Bind(const NotificationRule& rule, pg::Params* params) {
  params->Text(rule.display_name()).TextArray(EventTypesOf(rule)).Text(rule.template_());
  params->Small(static_cast<int16_t>(rule.event_class())).Bool(rule.mandatory());
  params->Small(static_cast<int16_t>(rule.state()));
  params->Time(FromProto(rule.create_time())).Time(FromProto(rule.update_time()));
}

std::string ShippedRows() {
  google::protobuf::ListValue rows;
  for (const auto& [id, rule] : ShippedRules()) {
    auto& row = *rows.add_values()->mutable_struct_value()->mutable_fields();
    row["id"].set_string_value(id);
    row["display_name"].set_string_value(rule.display_name());
    for (const std::string& type : rule.event_types())
      row["event_types"].mutable_list_value()->add_values()->set_string_value(type);
    row["template"].set_string_value(rule.template_());
    row["event_class"].set_number_value(rule.event_class());
    row["mandatory"].set_bool_value(rule.mandatory());
    row["state"].set_number_value(rule.state());
    row["body"].set_string_value(ShippedBody(rule));
  }
  std::string json;
  return google::protobuf::util::MessageToJsonString(rows, &json).ok() ? json : "[]";
}

}  // namespace

absl::StatusOr<int64_t> CountRules(pg::Pool& pool, const Call& call) {
  pg::Statement statement{&sql::kCountNotificationRules, {}, {}};
  statement.params.Text(call.tenant);
  ASSIGN_OR_RETURN(const auto rows, pool.Read(call.tenant, std::move(statement), call.deadline));
  return rows.Int(0, 0);
}

std::string ShippedBody(const google::protobuf::Message& resource) {
  std::unique_ptr<google::protobuf::Message> nameless(resource.New());
  nameless->CopyFrom(resource);
  const auto* name = resource.GetDescriptor()->FindFieldByName("name");
  nameless->GetReflection()->ClearField(nameless.get(), name);
  return crypto::EncodeBase64(nameless->SerializeAsString());
}

const ShippedTable<NotificationRule>& RuleTable() {
  static const resource::ColumnTable columns{
      NotificationRule::descriptor(), kColumns, {"name", "r.id", Column::Type::kText}};
  static const ShippedTable<NotificationRule> table{
      {.collection = "notificationRules",
       .folds_case = false,
       .get = &sql::kGetNotificationRules,
       .insert = &sql::kInsertNotificationRule,
       .update = &sql::kUpdateNotificationRule,
       .remove = &sql::kDeleteNotificationRule,
       .list = {&sql::kListNotificationRules, &columns, ""},
       .bind = Bind},
      &ShippedRules(),
      ShippedRows()};
  return table;
}

}  // namespace steward::notification
