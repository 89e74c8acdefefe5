#pragma once

// What may happen to a template, and what it says. Pure: decisions return the template as it should
// be stored, without name and etag. All functions are thread-safe.

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/field_mask.pb.h"
#include "services/notification/domain/template_text.h"
#include "steward/notification/v1/notification_template.pb.h"

namespace steward::notification {

using v1::NotificationTemplate;

// Types of the events that these changes are recorded as.
inline constexpr char kTemplateCreated[] = "dev.steward.notification.template.created.v1";
inline constexpr char kTemplateUpdated[] = "dev.steward.notification.template.updated.v1";
inline constexpr char kTemplateDeleted[] = "dev.steward.notification.template.deleted.v1";

// OK when all of its texts can be rendered. Errors: INVALID_FIELD.
absl::Status CheckTemplate(const NotificationTemplate& notification_template);

// Errors as of CheckTemplate.
absl::StatusOr<NotificationTemplate> CreateTemplate(const NotificationTemplate& draft,
                                                    absl::Time now);
// Applies an update by mask. Errors also: INVALID_UPDATE_MASK.
absl::StatusOr<NotificationTemplate> UpdateTemplate(const NotificationTemplate& current,
                                                    const NotificationTemplate& patch,
                                                    const google::protobuf::FieldMask& mask,
                                                    absl::Time now);

// A message.
struct Words {
  // One line, without control characters.
  std::string subject;
  std::string text;
  // Empty: none.
  std::string html;
};

// The words in the language closest to `locale` (BCP 47): the same, its language alone, else those
// of the template itself. Errors: INVALID_FIELD when the data makes one of them too long.
absl::StatusOr<Words> Say(const NotificationTemplate& notification_template,
                          absl::string_view locale, const TemplateData& data);

}  // namespace steward::notification
