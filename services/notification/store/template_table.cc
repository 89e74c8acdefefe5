#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/notification/domain/shipped.h"
#include "services/notification/sql.h"
#include "services/notification/store/tables.h"

namespace steward::notification {
namespace {

using resource::Column;

constexpr int kRulesShown = 5;

constexpr Column kColumns[] = {
    {"display_name", "t.display_name", Column::Type::kText},
    {"shipped", "t.shipped", Column::Type::kBool},
    {"create_time", "t.create_time", Column::Type::kTimestamp, true},
    {"update_time", "t.update_time", Column::Type::kTimestamp, true},
    {"name", "('notificationTemplates/' || t.id)", Column::Type::kText},
};

// $5 to $7 of insert_notification_template.sql and update_notification_template.sql.
void Bind(const NotificationTemplate& words, pg::Params* params) {
  params->Text(words.display_name());
  params->Time(FromProto(words.create_time())).Time(FromProto(words.update_time()));
}

std::string ShippedRows() {
  google::protobuf::ListValue rows;
  for (const auto& [id, words] : ShippedTemplates()) {
    auto& row = *rows.add_values()->mutable_struct_value()->mutable_fields();
    row["id"].set_string_value(id);
    row["display_name"].set_string_value(words.display_name());
    row["body"].set_string_value(ShippedBody(words));
  }
  std::string json;
  return google::protobuf::util::MessageToJsonString(rows, &json).ok() ? json : "[]";
}

}  // namespace

const ShippedTable<NotificationTemplate>& TemplateTable() {
  static const resource::ColumnTable columns{
      NotificationTemplate::descriptor(), kColumns, {"name", "t.id", Column::Type::kText}};
  static const ShippedTable<NotificationTemplate> table{
      {.collection = "notificationTemplates",
       .folds_case = false,
       .get = &sql::kGetNotificationTemplates,
       .insert = &sql::kInsertNotificationTemplate,
       .update = &sql::kUpdateNotificationTemplate,
       .remove = &sql::kDeleteNotificationTemplate,
       .list = {&sql::kListNotificationTemplates, &columns, ""},
       .bind = Bind},
      &ShippedTemplates(),
      ShippedRows()};
  return table;
}

absl::StatusOr<std::vector<std::string>> RulesOfTemplate(pg::Pool& pool, const Call& call,
                                                         absl::string_view name) {
  pg::Statement statement{&sql::kListRulesOfTemplate, {}, {}};
  statement.params.Text(call.tenant).Text(name).Int(kRulesShown);
  ASSIGN_OR_RETURN(const auto rows, pool.Read(call.tenant, std::move(statement), call.deadline));
  std::vector<std::string> rules;
  for (int row = 0; row < rows.rows(); ++row)
    rules.push_back(resource::FormatName("notificationRules", rows.Text(row, 0)));
  return rules;
}

absl::StatusOr<std::vector<std::string>> EventTypesOfTemplate(pg::Pool& pool, const Call& call,
                                                              const std::string& name) {
  pg::Statement statement{&sql::kListEventTypesOfTemplate, {}, {}};
  statement.params.Text(call.tenant).Text(name);
  ASSIGN_OR_RETURN(const auto rows, pool.Read(call.tenant, std::move(statement), call.deadline));
  std::vector<std::string> types;
  for (int row = 0; row < rows.rows(); ++row) types.push_back(rows.Text(row, 0));
  for (const auto& [id, rule] : ShippedRules())
    if (rule.template_() == name)
      types.insert(types.end(), rule.event_types().begin(), rule.event_types().end());
  return types;
}

}  // namespace steward::notification
