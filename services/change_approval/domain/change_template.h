#pragma once

// What may happen to a change template: pure decisions, thread-safe. The lifecycle document says
// which actions a state allows.

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/lifecycle/lifecycle.h"
#include "steward/change/v1/change_template_service.pb.h"

namespace steward::change {

using v1::ChangeTemplate;

// The lifecycle that ships with this release. Lives as long as the process.
const lifecycle::Lifecycle& TemplateLifecycle();

// A new template, DRAFT. Errors: INVALID_FIELD.
absl::StatusOr<ChangeTemplate> CreateTemplate(const ChangeTemplate& draft, absl::string_view caller,
                                              absl::Time now);

// Applies an update by mask. Errors: INVALID_UPDATE_MASK, INVALID_FIELD, ILLEGAL_TRANSITION.
absl::StatusOr<ChangeTemplate> UpdateTemplate(const ChangeTemplate& current,
                                              const v1::UpdateChangeTemplateRequest& request,
                                              absl::string_view caller, absl::Time now);

// Errors: SEPARATION_OF_DUTIES, ILLEGAL_TRANSITION.
absl::StatusOr<ChangeTemplate> ApproveTemplate(const ChangeTemplate& current,
                                               absl::string_view caller, absl::Time now);

// Errors: ILLEGAL_TRANSITION.
absl::StatusOr<ChangeTemplate> RetireTemplate(const ChangeTemplate& current, absl::Time now);

}  // namespace steward::change
