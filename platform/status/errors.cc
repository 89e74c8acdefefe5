#include "platform/status/errors.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "google/rpc/error_details.pb.h"
#include "platform/status/metadata.h"
#include "steward/error/v1/detail.pb.h"

namespace steward::errors {
namespace {

constexpr absl::string_view kTypePrefix = "type.googleapis.com/";
constexpr absl::string_view kLogUrl = "steward.dev/log";
constexpr absl::string_view kDomain = "steward.dev";

template <class Detail>
const std::string& TypeUrl() {
  static const std::string url = absl::StrCat(kTypePrefix, Detail::descriptor()->full_name());
  return url;
}

template <class Detail>
void Attach(absl::Status& status, const Detail& detail) {
  status.SetPayload(TypeUrl<Detail>(), absl::Cord(detail.SerializeAsString()));
}

absl::Status WithLog(absl::Status status, absl::string_view what) {
  status.SetPayload(kLogUrl, absl::Cord(what));
  return status;
}

}  // namespace

absl::Status Make(absl::StatusCode code, Reason reason, absl::string_view message,
                  const Metadata& metadata) {
  google::rpc::ErrorInfo info;
  info.set_reason(error::v1::Reason_Name(reason));
  info.set_domain(std::string(kDomain));
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  absl::Status status(code, message);
  Attach(status, info);
  return status;
}

absl::Status NotFound(absl::string_view name) {
  return Make(absl::StatusCode::kNotFound, Reason::RESOURCE_NOT_FOUND,
              absl::StrCat("Resource '", name, "' was not found, or you may not see it."),
              {{"resource", std::string(name)}});
}

absl::Status AlreadyExists(absl::string_view name) {
  return Make(absl::StatusCode::kAlreadyExists, Reason::RESOURCE_ALREADY_EXISTS,
              absl::StrCat("'", name, "' exists already, perhaps written in another case."),
              {{"resource", std::string(name)}});
}

absl::Status ReferenceNotFound(absl::string_view field) {
  return Make(absl::StatusCode::kFailedPrecondition, Reason::REFERENCE_NOT_FOUND,
              absl::StrCat("What '", field, "' names was not found, or you may not see it."),
              {{"field", std::string(field)}});
}

absl::Status ReferenceDisabled(absl::string_view field) {
  return Make(absl::StatusCode::kFailedPrecondition, Reason::REFERENCE_DISABLED,
              absl::StrCat("What '", field, "' names is disabled."),
              {{"field", std::string(field)}});
}

absl::Status TooManyItems(int64_t limit) {
  return Make(absl::StatusCode::kInvalidArgument, Reason::TOO_MANY_ITEMS,
              absl::StrCat("The stream has more than ", limit, " items; send several."),
              {{"limit", absl::StrCat(limit)}});
}

absl::Status BodyTooLarge(int64_t limit_bytes) {
  return Make(absl::StatusCode::kInvalidArgument, Reason::BODY_TOO_LARGE,
              absl::StrCat("The stream has more than ", limit_bytes, " bytes; send several."),
              {{"limit", absl::StrCat(limit_bytes)}});
}

absl::Status StaleEtag(absl::string_view name) {
  return Make(absl::StatusCode::kAborted, Reason::ETAG_MISMATCH,
              absl::StrCat("'", name, "' changed since its etag was read; read it again."),
              {{"resource", std::string(name)}});
}

absl::Status ConcurrentChange(absl::string_view name) {
  return Make(absl::StatusCode::kAborted, Reason::CONCURRENT_CHANGE,
              absl::StrCat("'", name, "' is being changed by others; try again."),
              {{"resource", std::string(name)}});
}

absl::Status IllegalTransition(absl::string_view state, absl::string_view action,
                               const std::vector<std::string>& allowed) {
  std::string list = absl::StrJoin(allowed, ",");
  std::string text =
      allowed.empty()
          ? absl::StrCat("Cannot ", action, " in state ", state, "; nothing is allowed.")
          : absl::StrCat("Cannot ", action, " in state ", state,
                         "; allowed: ", absl::StrJoin(allowed, ", "), ".");
  absl::Status status =
      Make(absl::StatusCode::kFailedPrecondition, Reason::ILLEGAL_TRANSITION, text,
           {{"state", std::string(state)}, {"action", std::string(action)}, {"allowed", list}});
  error::v1::IllegalTransition detail;
  detail.set_state(std::string(state));
  detail.set_action(std::string(action));
  for (const std::string& name : allowed) detail.add_allowed_actions(name);
  Attach(status, detail);
  return status;
}

absl::Status InvalidField(absl::string_view field, absl::string_view description) {
  Violations violations;
  violations.Add(field, description);
  return violations.ToStatus();
}

absl::Status PermissionDenied(absl::string_view permission) {
  return Make(
      absl::StatusCode::kPermissionDenied, Reason::PERMISSION_DENIED,
      absl::StrCat("Permission '", permission, "' denied (or the resource does not exist)."),
      {{"permission", std::string(permission)}});
}

absl::Status Unauthenticated() {
  return Make(absl::StatusCode::kUnauthenticated, Reason::UNAUTHENTICATED,
              "No credential was sent. Send 'Authorization: Bearer <token>'.");
}

absl::Status InvalidToken(absl::string_view why) {
  absl::Status status = Make(absl::StatusCode::kUnauthenticated, Reason::INVALID_TOKEN,
                             "The credential is not valid.");
  return why.empty() ? status : WithLog(std::move(status), why);
}

absl::Status Unavailable(absl::string_view what) {
  return WithLog(
      Make(absl::StatusCode::kUnavailable, Reason::UNAVAILABLE,
           "The service is unavailable for the moment, and a change may have been made all "
           "the same; retry with backoff and with the same request id."),
      what);
}

absl::Status DeadlineExceeded() {
  return Make(absl::StatusCode::kDeadlineExceeded, Reason::DEADLINE_EXCEEDED,
              "The deadline of the call passed.");
}

absl::Status Internal(absl::string_view what) {
  return WithLog(Make(absl::StatusCode::kInternal, Reason::INTERNAL,
                      "Internal error; the request id finds it in the log."),
                 what);
}

void Violations::Add(absl::string_view field, absl::string_view description) {
  fields_.emplace_back(field, description);
}

bool Violations::Add(const absl::Status& error) {
  google::rpc::BadRequest detail;
  const auto payload = error.GetPayload(TypeUrl<google::rpc::BadRequest>());
  if (ReasonOf(error) != Reason::INVALID_FIELD || !payload ||
      !detail.ParseFromString(std::string(*payload)))
    return false;
  for (const auto& violation : detail.field_violations())
    Add(violation.field(), violation.description());
  return true;
}

absl::Status Violations::ToStatus() const {
  if (fields_.empty()) return absl::OkStatus();
  google::rpc::BadRequest detail;
  std::vector<std::string> parts;
  for (const auto& [field, description] : fields_) {
    auto* violation = detail.add_field_violations();
    violation->set_field(field);
    violation->set_description(description);
    parts.push_back(absl::StrCat(field, ": ", description));
  }
  absl::Status status = Make(absl::StatusCode::kInvalidArgument, Reason::INVALID_FIELD,
                             absl::StrJoin(parts, "; "), {{"field", fields_.front().first}});
  Attach(status, detail);
  return status;
}

bool IsPassing(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) || absl::IsAborted(status);
}

Reason ReasonOf(const absl::Status& status) {
  const auto info = InfoOf(status);
  Reason reason = Reason::REASON_UNSPECIFIED;
  if (info) error::v1::Reason_Parse(info->reason(), &reason);
  return reason;
}

absl::Status WithText(const absl::Status& status, absl::string_view text) {
  absl::Status told(status.code(), text);
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& value) { told.SetPayload(url, value); });
  return told;
}

std::string LogText(const absl::Status& status) {
  auto hidden = status.GetPayload(kLogUrl);
  if (!hidden) return std::string(status.message());
  return absl::StrCat(status.message(), " [", std::string(*hidden), "]");
}

google::rpc::Status ToProto(const absl::Status& status) {
  if (!status.ok() && ReasonOf(status) == Reason::REASON_UNSPECIFIED)
    return ToProto(Internal(status.ToString()));
  google::rpc::Status proto;
  proto.set_code(static_cast<int>(status.code()));
  proto.set_message(std::string(status.message()));
  // ErrorInfo first: clients look there before anything else.
  const std::string& info_url = TypeUrl<google::rpc::ErrorInfo>();
  if (auto info = status.GetPayload(info_url)) {
    auto* any = proto.add_details();
    any->set_type_url(info_url);
    any->set_value(std::string(*info));
  }
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& value) {
    if (url == info_url || !absl::StartsWith(url, kTypePrefix)) return;
    auto* any = proto.add_details();
    any->set_type_url(std::string(url));
    any->set_value(std::string(value));
  });
  return proto;
}

absl::Status FromProto(const google::rpc::Status& proto) {
  absl::Status status(static_cast<absl::StatusCode>(proto.code()), proto.message());
  for (const auto& any : proto.details())
    status.SetPayload(any.type_url(), absl::Cord(any.value()));
  return status;
}

}  // namespace steward::errors
