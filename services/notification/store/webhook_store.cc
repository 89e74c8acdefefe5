#include "services/notification/store/webhook_store.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/resource/etag.h"
#include "platform/resource/name.h"
#include "platform/status/macros.h"
#include "platform/store/get.h"
#include "platform/time/timestamp.h"
#include "services/notification/domain/webhook.h"
#include "services/notification/sql.h"

namespace steward::notification {
namespace {

using resource::Column;

constexpr char kCollection[] = "webhooks";
constexpr char kSeries[] = "WHK";
constexpr char kPrefix[] = "WHK-";

constexpr Column kColumns[] = {
    {"display_name", "w.display_name", Column::Type::kText},
    {"url", "w.url", Column::Type::kText},
    {"event_types", "w.event_types", Column::Type::kTextArray},
    {"state", "w.state", Column::Type::kEnum},
    {"disable_reason", "w.disable_reason", Column::Type::kText},
    {"creator", "w.creator", Column::Type::kText},
    {"create_time", "w.create_time", Column::Type::kTimestamp},
    {"update_time", "w.update_time", Column::Type::kTimestamp},
    {"name", "('webhooks/' || w.id)", Column::Type::kText},
};

constexpr store::ListPlan kNewestFirst{&sql::kListWebhooks, nullptr, "create_time desc"};

// $2 to $12 of insert_webhook.sql and update_webhook.sql.
pg::Params Columns(const Call& call, const std::string& id, const Webhook& webhook) {
  const std::vector<std::string> types(webhook.event_types().begin(), webhook.event_types().end());
  pg::Params params = journal::WriteParams();
  params.Text(call.tenant).Text(id).Small(static_cast<int16_t>(webhook.state()));
  params.Text(webhook.display_name()).Text(webhook.url()).TextArray(types);
  params.Text(webhook.disable_reason()).Text(webhook.creator());
  params.Time(FromProto(webhook.create_time())).Time(FromProto(webhook.update_time()));
  params.Bytes(webhook.SerializeAsString());
  return params;
}

std::string IdOf(const std::string& name) { return name.substr(sizeof(kCollection)); }

void SetEtag(int64_t version, Webhook* webhook) {
  webhook->set_etag(resource::Etag(version, FromProto(webhook->create_time())));
}

// The change from `before` to `after`, neither of them with its name: it never changes.
journal::Draft Describe(const Call& call, const StoredWebhook& before, const Webhook& after,
                        absl::string_view event_type) {
  Webhook nameless = before.resource;
  nameless.clear_name();
  journal::Draft draft =
      journal::DescribeChange(call, event_type, before.version + 1, &nameless, after);
  draft.resource = before.resource.name();
  return draft;
}

}  // namespace

const resource::ColumnTable& WebhookColumns() {
  static const resource::ColumnTable table{
      Webhook::descriptor(), kColumns, {"name", "w.id", Column::Type::kText}};
  return table;
}

absl::StatusOr<StoredWebhook> WebhookStore::Get(const Call& call, absl::string_view name) const {
  return store::Get<Webhook>(*points_, sql::kGetWebhooks, kCollection, call, name);
}

absl::StatusOr<Encoded<v1::ListWebhooksResponse>> WebhookStore::List(
    const Call& call, const store::ListRequest& request) const {
  store::ListPlan plan = kNewestFirst;
  plan.table = &WebhookColumns();
  return lister_->List<v1::ListWebhooksResponse>(call, plan, request,
                                                 absl::StrCat(kCollection, "/"));
}

absl::StatusOr<int64_t> WebhookStore::Count(const Call& call) const {
  pg::Statement statement{&sql::kCountWebhooks, {}, {}};
  statement.params.Text(call.tenant);
  ASSIGN_OR_RETURN(auto rows, pool_->Read(call.tenant, std::move(statement), call.deadline));
  return rows.Int(0, 0);
}

absl::StatusOr<WebhookDecision> WebhookStore::Create(const Call& call, Webhook webhook,
                                                     const std::string& secret,
                                                     int64_t webhooks_max) const {
  ASSIGN_OR_RETURN(const std::string sealed, secrets_->Seal(call.tenant, secret));
  webhook.clear_secret();
  SetEtag(1, &webhook);
  journal::Draft draft = journal::DescribeChange(call, kWebhookCreated, 1, nullptr, webhook);
  draft.resource = resource::FormatName(kCollection, kPrefix);
  draft.series = kSeries;
  journal::Write write{&sql::kInsertWebhook, Columns(call, kPrefix, webhook)};
  write.params.Bytes(sealed).Int(webhooks_max);
  journal::Change change;
  change.writes.push_back(std::move(write));
  change.drafts.push_back(std::move(draft));
  webhook.set_secret(secret);
  return WebhookDecision{std::move(webhook), std::move(change)};
}

WebhookDecision WebhookStore::Update(const Call& call, const StoredWebhook& before, Webhook after,
                                     absl::string_view event_type) const {
  after.clear_name();
  after.clear_secret();
  SetEtag(before.version + 1, &after);
  journal::Change change;
  change.drafts.push_back(Describe(call, before, after, event_type));
  journal::Write write{&sql::kUpdateWebhook, Columns(call, IdOf(before.resource.name()), after)};
  write.params.Int(before.version);
  change.writes.push_back(std::move(write));
  after.set_name(before.resource.name());
  return {std::move(after), std::move(change)};
}

WebhookDecision WebhookStore::Delete(const Call& call, const StoredWebhook& before,
                                     Webhook after) const {
  after.clear_name();
  SetEtag(before.version + 1, &after);
  journal::Change change;
  change.drafts.push_back(Describe(call, before, after, kWebhookDeleted));
  journal::Write write{&sql::kDeleteWebhook, journal::WriteParams()};
  write.params.Text(call.tenant).Text(IdOf(before.resource.name())).Int(before.version);
  change.writes.push_back(std::move(write));
  after.set_name(before.resource.name());
  return {std::move(after), std::move(change)};
}

}  // namespace steward::notification
