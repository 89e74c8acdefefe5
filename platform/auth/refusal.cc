#include "platform/auth/refusal.h"

#include <string>

#include "platform/observe/log.h"
#include "platform/observe/metrics.h"
#include "platform/status/errors.h"

namespace steward::auth {

absl::Status Refuse(absl::string_view credential, absl::string_view why) {
  observe::GetCounter("steward_auth_refused_total", "Credentials refused.",
                      {{"credential", std::string(credential)}, {"why", std::string(why)}})
      .Increment();
  observe::Log(observe::Level::kDebug, "credential refused",
               {{"credential", credential}, {"why", why}});
  return errors::InvalidToken(why);
}

}  // namespace steward::auth
