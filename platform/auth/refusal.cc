#include "platform/auth/refusal.h"

#include "platform/observe/log.h"
#include "platform/observe/metrics.h"
#include "platform/status/errors.h"

namespace steward::auth {
namespace {

// Not of the kind that errors carry to callers.
constexpr absl::string_view kSigned = "steward.dev/auth/signed";

}  // namespace

void NoteRefusal(absl::string_view credential, absl::string_view why) {
  observe::GetCounter("steward_auth_refused_total", "Credentials refused.",
                      {{"credential", std::string(credential)}, {"why", std::string(why)}})
      .Increment();
  observe::Log(observe::Level::kDebug, "credential refused",
               {{"credential", credential}, {"why", why}});
}

absl::Status Refuse(absl::string_view credential, absl::string_view why) {
  NoteRefusal(credential, why);
  return errors::InvalidToken(why);
}

absl::Status WithGoodSignature(absl::Status refusal, absl::string_view digest) {
  refusal.SetPayload(kSigned, absl::Cord(digest));
  return refusal;
}

bool HasGoodSignature(const absl::Status& refusal) {
  return refusal.GetPayload(kSigned).has_value();
}

absl::optional<std::string> DigestOfSigned(const absl::Status& refusal) {
  const auto digest = refusal.GetPayload(kSigned);
  if (!digest) return absl::nullopt;
  return std::string(*digest);
}

}  // namespace steward::auth
