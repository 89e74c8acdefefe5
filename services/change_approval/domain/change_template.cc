#include "services/change_approval/domain/change_template.h"

#include <string>

#include "google/protobuf/util/message_differencer.h"
#include "platform/resource/mask.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"
#include "services/change_approval/change_documents.h"

namespace steward::change {
namespace {

using v1::Change;

constexpr int64_t kDurationMinSeconds = 60, kDurationMaxSeconds = 30 * 24 * 3600;

absl::Status Settle(ChangeTemplate* source) {
  if (source->impact() == Change::IMPACT_UNSPECIFIED) source->set_impact(Change::MEDIUM);
  const int64_t seconds = source->max_duration().seconds();
  const bool is_whole = source->max_duration().nanos() == 0;
  const bool fits = is_whole && seconds >= kDurationMinSeconds && seconds <= kDurationMaxSeconds;
  if (source->has_max_duration() && !fits)
    return errors::InvalidField("change_template.max_duration",
                                "must be whole seconds, from a minute to 30 days");
  return absl::OkStatus();
}

}  // namespace

const lifecycle::Lifecycle& TemplateLifecycle() {
  static const auto lifecycle =
      lifecycle::Lifecycle::Shipped(documents::kTemplate, ChangeTemplate::State_descriptor());
  return lifecycle;
}

absl::StatusOr<ChangeTemplate> CreateTemplate(const ChangeTemplate& draft, absl::string_view caller,
                                              absl::Time now) {
  ChangeTemplate source = draft;
  resource::ClearOutputOnly(&source);
  source.clear_etag();
  TemplateLifecycle().Restart(&source);
  source.set_creator(std::string(caller));
  source.set_updater(std::string(caller));
  *source.mutable_create_time() = ToProto(now);
  *source.mutable_update_time() = ToProto(now);
  RETURN_IF_ERROR(Settle(&source));
  return source;
}

absl::StatusOr<ChangeTemplate> UpdateTemplate(const ChangeTemplate& current,
                                              const v1::UpdateChangeTemplateRequest& request,
                                              absl::string_view caller, absl::Time now) {
  const ChangeTemplate& patch = request.change_template();
  ASSIGN_OR_RETURN(auto fields, resource::ResolveUpdateMask(request.update_mask(), patch, current));
  ChangeTemplate next = current;
  resource::ApplyUpdate(fields, patch, &next);
  RETURN_IF_ERROR(TemplateLifecycle().Apply("update", &next));
  RETURN_IF_ERROR(resource::CheckResource(next, "change_template"));
  RETURN_IF_ERROR(Settle(&next));
  if (google::protobuf::util::MessageDifferencer::Equals(next, current)) return next;
  next.set_updater(std::string(caller));
  *next.mutable_update_time() = ToProto(now);
  return next;
}

absl::StatusOr<ChangeTemplate> ApproveTemplate(const ChangeTemplate& current,
                                               absl::string_view caller, absl::Time now) {
  if (caller == current.creator() || caller == current.updater())
    return errors::Make(absl::StatusCode::kPermissionDenied, errors::Reason::SEPARATION_OF_DUTIES,
                        "Whoever wrote a template does not approve it.");
  ChangeTemplate next = current;
  RETURN_IF_ERROR(TemplateLifecycle().Apply("approve", &next));
  next.set_approver(std::string(caller));
  *next.mutable_update_time() = ToProto(now);
  return next;
}

absl::StatusOr<ChangeTemplate> RetireTemplate(const ChangeTemplate& current, absl::Time now) {
  ChangeTemplate next = current;
  RETURN_IF_ERROR(TemplateLifecycle().Apply("retire", &next));
  *next.mutable_update_time() = ToProto(now);
  return next;
}

}  // namespace steward::change
