#include "services/notification/rpc/notification_template_handlers.h"

#include "absl/strings/str_join.h"
#include "platform/resource/name.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/notification/domain/notification_template.h"
#include "services/notification/domain/shipped.h"
#include "services/notification/domain/template_context.h"
#include "services/notification/rpc/told_records.h"

namespace steward::notification {

absl::Status NotificationTemplateHandlers::CheckMayWord(const Call& call,
                                                        const std::string& name) const {
  ASSIGN_OR_RETURN(const auto event_types, EventTypesOfTemplate(*pool_, call, name));
  return CheckMayRead(call, event_types);
}

absl::Status NotificationTemplateHandlers::CheckUnused(const Call& call,
                                                       const std::string& name) const {
  // The shipped one counts again.
  if (ShippedTemplates().count(name.substr(name.find('/') + 1)) > 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<std::string> rules, RulesOfTemplate(*pool_, call, name));
  if (rules.empty()) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::RESOURCE_IN_USE,
                      "Rules of notifications refer to the template.",
                      {{"users", absl::StrJoin(rules, ",")}});
}

absl::StatusOr<NotificationTemplate> NotificationTemplateHandlers::CreateNotificationTemplate(
    const Call& call, const v1::CreateNotificationTemplateRequest& request) {
  RETURN_IF_ERROR(CheckMayWord(call, resource::FormatName(TemplateTable().own.collection,
                                                          request.notification_template_id())));
  return book_->templates.Create(
      call, request, request.notification_template_id(), kTemplateCreated,
      [&] { return CreateTemplate(request.notification_template(), call.now()); });
}

absl::StatusOr<NotificationTemplate> NotificationTemplateHandlers::GetNotificationTemplate(
    const Call& call, const v1::GetNotificationTemplateRequest& request) {
  return book_->templates.Get(call, request.name());
}

absl::StatusOr<Encoded<v1::ListNotificationTemplatesResponse>>
NotificationTemplateHandlers::ListNotificationTemplates(
    const Call& call, const v1::ListNotificationTemplatesRequest& request) {
  return book_->templates.List<v1::ListNotificationTemplatesResponse>(call, request);
}

absl::StatusOr<NotificationTemplate> NotificationTemplateHandlers::UpdateNotificationTemplate(
    const Call& call, const v1::UpdateNotificationTemplateRequest& request) {
  const NotificationTemplate& patch = request.notification_template();
  return book_->templates.Change(
      call, request, patch.name(), patch.etag(), kTemplateUpdated,
      [&](const NotificationTemplate& current) -> absl::StatusOr<NotificationTemplate> {
        RETURN_IF_ERROR(CheckMayWord(call, current.name()));
        return UpdateTemplate(current, patch, request.update_mask(), call.now());
      });
}

absl::StatusOr<NotificationTemplate> NotificationTemplateHandlers::DeleteNotificationTemplate(
    const Call& call, const v1::DeleteNotificationTemplateRequest& request) {
  return book_->templates.Delete(
      call, request, request.name(), request.etag(), kTemplateDeleted,
      [&](NotificationTemplate last) -> absl::StatusOr<NotificationTemplate> {
        RETURN_IF_ERROR(CheckUnused(call, request.name()));
        *last.mutable_update_time() = ToProto(call.now());
        return last;
      });
}

absl::StatusOr<v1::RenderNotificationTemplateResponse>
NotificationTemplateHandlers::RenderNotificationTemplate(
    const Call& call, const v1::RenderNotificationTemplateRequest& request) {
  ASSIGN_OR_RETURN(const NotificationTemplate words, book_->templates.Get(call, request.name()));
  TemplateData data = SampleContext();
  data.set("resource", DataOf(request.resource()));
  ASSIGN_OR_RETURN(Words said, Say(words, request.locale(), data));
  v1::RenderNotificationTemplateResponse response;
  response.set_subject(std::move(said.subject));
  response.set_text(std::move(said.text));
  response.set_html(std::move(said.html));
  return response;
}

void NotificationTemplateHandlers::Register(rpc::Service* service) {
  using Self = NotificationTemplateHandlers;
  service->Handle("CreateNotificationTemplate", this, &Self::CreateNotificationTemplate)
      .Handle("GetNotificationTemplate", this, &Self::GetNotificationTemplate)
      .Handle("ListNotificationTemplates", this, &Self::ListNotificationTemplates)
      .Handle("UpdateNotificationTemplate", this, &Self::UpdateNotificationTemplate)
      .Handle("DeleteNotificationTemplate", this, &Self::DeleteNotificationTemplate)
      .Handle("RenderNotificationTemplate", this, &Self::RenderNotificationTemplate);
}

}  // namespace steward::notification
