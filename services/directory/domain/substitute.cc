#include "services/directory/domain/substitute.h"

#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/directory/domain/record.h"

namespace steward::directory {
namespace {

constexpr absl::Duration kLengthMax = absl::Hours(24 * 365);

absl::StatusOr<Substitute> Settled(Substitute substitute) {
  if (!substitute.has_start_time()) *substitute.mutable_start_time() = substitute.create_time();
  const absl::Duration length =
      FromProto(substitute.end_time()) - FromProto(substitute.start_time());
  if (length <= absl::ZeroDuration())
    return errors::InvalidField("substitute.end_time", "must be after start_time");
  if (length > kLengthMax)
    return errors::InvalidField("substitute.end_time", "must be at most 365 days after start_time");
  return substitute;
}

}  // namespace

absl::StatusOr<Substitute> CreateSubstitute(const Substitute& draft, const std::string& user,
                                            absl::Time now) {
  if (draft.substitute() == user)
    return errors::InvalidField("substitute.substitute", "must be another user");
  Substitute substitute = Begin(draft, now);
  substitute.set_user(user);
  return Settled(std::move(substitute));
}

absl::StatusOr<Substitute> UpdateSubstitute(const Substitute& current,
                                            const v1::UpdateSubstituteRequest& request,
                                            absl::Time now) {
  ASSIGN_OR_RETURN(Substitute next,
                   Patch(current, request.substitute(), request.update_mask(), "substitute", now));
  return Settled(std::move(next));
}

absl::optional<Substitute> EndSubstitute(const Substitute& current, absl::Time now) {
  if (FromProto(current.start_time()) >= now) return absl::nullopt;
  Substitute ended = current;
  *ended.mutable_end_time() = ToProto(now);
  *ended.mutable_update_time() = ToProto(now);
  return ended;
}

}  // namespace steward::directory
