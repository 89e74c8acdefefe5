#pragma once

// Calls that nobody makes: what a job of a service does in a tenant, as the service itself.

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "platform/call/call.h"
#include "platform/observe/uuid.h"

namespace steward {

// `service` is its name, such as "catalog": the subject is "services/catalog", which reaches every
// record of the tenant. Time and method are the caller's to set where they matter.
inline Call CallOfService(absl::string_view service, const std::string& tenant,
                          absl::Time deadline) {
  Call call;
  call.tenant = tenant;
  call.subject = absl::StrCat("services/", service);
  call.scope = Scope::kTenant;
  call.request_id = observe::NewUuid4();
  call.deadline = deadline;
  return call;
}

}  // namespace steward
