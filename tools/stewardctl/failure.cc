#include "tools/stewardctl/failure.h"

#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/rpc/error_details.pb.h"
#include "platform/status/errors.h"
#include "platform/status/http_status.h"
#include "steward/error/v1/detail.pb.h"
#include "tools/stewardctl/json_text.h"
#include "tools/stewardctl/terminal.h"

namespace steward::ctl {
namespace {

using errors::Reason;

// Payloads of our own; those of the server begin with type.googleapis.com.
constexpr absl::string_view kUsage = "stewardctl/usage";
constexpr absl::string_view kLocal = "stewardctl/local";
constexpr absl::string_view kTls = "stewardctl/tls";
constexpr absl::string_view kTold = "stewardctl/told";
constexpr absl::string_view kCallId = "stewardctl/call-id";
constexpr absl::string_view kRequestId = "stewardctl/request-id";

std::string PayloadOf(const absl::Status& status, absl::string_view url) {
  const auto payload = status.GetPayload(url);
  return payload ? std::string(*payload) : "";
}

template <class Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  detail.ParseFromString(
      PayloadOf(status, absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name())));
  return detail;
}

// What helps with a reason, where its text does not say so.
std::string Advice(const absl::Status& failure, const std::string& request_id) {
  switch (errors::ReasonOf(failure)) {
    case Reason::UNAUTHENTICATED:
    case Reason::INVALID_TOKEN:
      return "Log in with 'stewardctl login', or set STEWARD_TOKEN or STEWARD_API_KEY.";
    case Reason::PERMISSION_DENIED:
      return "Ask for a role that has the permission.";
    case Reason::ETAG_MISMATCH:
      return "Get it again, and decide again.";
    case Reason::CONCURRENT_CHANGE:
      return "Send it again.";
    case Reason::INVALID_FILTER:
    case Reason::FILTER_TOO_COMPLEX:
      return "docs/reference/filters.md has the grammar.";
    case Reason::OFFSET_TRIMMED:
    case Reason::EPOCH_CHANGED:
    case Reason::INVALID_CURSOR:
      return "The cursor is of no use any more: read the resources, then begin with --from now.";
    case Reason::UNAVAILABLE:
    case Reason::OVERLOADED:
    case Reason::DRAINING:
    case Reason::DEADLINE_EXCEEDED:
      if (request_id.empty()) return "Try again in a moment.";
      return absl::StrCat("It may have happened. Repeat it safely with --request-id ", request_id,
                          ".");
    default:
      return "";
  }
}

void AddLine(absl::string_view label, absl::string_view value, std::string* text) {
  if (!value.empty()) absl::StrAppend(text, "  ", label, ": ", Printable(value), "\n");
}

std::string ReasonName(const absl::Status& failure) {
  return DetailOf<google::rpc::ErrorInfo>(failure).reason();
}

// Of failures that Steward has no part in; empty for others.
absl::string_view OurReason(const absl::Status& failure) {
  for (const auto& [url, reason] : {std::pair(kUsage, "USAGE"), {kLocal, "LOCAL"}, {kTls, "TLS"}})
    if (failure.GetPayload(url).has_value()) return reason;
  return "";
}

void AddViolations(const absl::Status& failure, JsonObject* object) {
  std::vector<std::string> violations;
  const auto broken = DetailOf<google::rpc::BadRequest>(failure);
  for (const auto& each : broken.field_violations()) {
    JsonObject violation;
    violation.Text("field", each.field());
    violation.Text("description", each.description());
    violations.push_back(violation.End());
  }
  if (!violations.empty())
    object->Raw("violations", absl::StrCat("[", absl::StrJoin(violations, ","), "]"));
}

}  // namespace

absl::Status WrongUsage(absl::string_view text) {
  absl::Status status = absl::InvalidArgumentError(text);
  status.SetPayload(kUsage, absl::Cord());
  return status;
}

absl::Status LocalFailure(absl::string_view text) {
  absl::Status status = absl::FailedPreconditionError(text);
  status.SetPayload(kLocal, absl::Cord());
  return status;
}

absl::Status TlsFailure(absl::string_view text) {
  absl::Status status = absl::FailedPreconditionError(text);
  status.SetPayload(kTls, absl::Cord());
  return status;
}

absl::Status ToldAlready(ExitStatus exit_status) {
  absl::Status status = absl::FailedPreconditionError("told already");
  status.SetPayload(kTold, absl::Cord(absl::StrCat(static_cast<int>(exit_status))));
  return status;
}

bool IsToldAlready(const absl::Status& failure) { return failure.GetPayload(kTold).has_value(); }

absl::Status At(absl::string_view what, const absl::Status& failure) {
  if (failure.ok() || what.empty()) return failure;
  return errors::WithText(failure, absl::StrCat(what, ": ", failure.message()));
}

absl::Status WithCallId(absl::Status status, absl::string_view call_id) {
  if (!status.ok() && !call_id.empty()) status.SetPayload(kCallId, absl::Cord(call_id));
  return status;
}

absl::Status WithRequestId(absl::Status status, absl::string_view request_id) {
  if (!status.ok() && !request_id.empty()) status.SetPayload(kRequestId, absl::Cord(request_id));
  return status;
}

ExitStatus ExitStatusOf(const absl::Status& failure) {
  if (failure.ok()) return kOk;
  if (IsToldAlready(failure)) return static_cast<ExitStatus>(PayloadOf(failure, kTold).at(0) - '0');
  if (failure.GetPayload(kUsage).has_value()) return kWrongUsage;
  if (failure.GetPayload(kTls).has_value()) return kUnreachable;
  if (failure.GetPayload(kLocal).has_value()) return kFailure;
  switch (errors::ReasonOf(failure)) {
    case Reason::TOO_MANY_ATTEMPTS:
      return kNotAllowed;
    case Reason::ILLEGAL_TRANSITION:
    case Reason::LAST_ADMINISTRATOR:
      return kConflict;
    default:
      break;
  }
  switch (failure.code()) {
    case absl::StatusCode::kNotFound:
      return kNotFound;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return kNotAllowed;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
      return kConflict;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return kUnreachable;
    default:
      return kFailure;
  }
}

std::string FailureText(const absl::Status& failure, bool colours) {
  std::string text = absl::StrCat(Coloured(Colour::kRed, "error", colours), ": ");
  const std::string reason = ReasonName(failure);
  if (!reason.empty()) absl::StrAppend(&text, Printable(reason), ": ");
  absl::StrAppend(&text, Printable(failure.message()), "\n");
  const auto broken = DetailOf<google::rpc::BadRequest>(failure).field_violations();
  if (broken.size() > 1)
    for (const auto& each : broken) AddLine(each.field(), each.description(), &text);
  const auto info = DetailOf<google::rpc::ErrorInfo>(failure);
  if (broken.empty() && info.metadata().count("field") != 0)
    AddLine("field", info.metadata().at("field"), &text);
  const auto transition = DetailOf<error::v1::IllegalTransition>(failure);
  AddLine("allowed", absl::StrJoin(transition.allowed_actions(), ", "), &text);
  const std::string request_id = PayloadOf(failure, kRequestId);
  AddLine("what to do", Advice(failure, request_id), &text);
  AddLine("request id", request_id, &text);
  AddLine("call id", PayloadOf(failure, kCallId), &text);
  return text;
}

std::string FailureJson(const absl::Status& failure) {
  JsonObject error;
  error.Text("code", errors::CodeName(failure.code()));
  const auto info = DetailOf<google::rpc::ErrorInfo>(failure);
  if (!info.reason().empty()) error.Text("reason", info.reason());
  if (!OurReason(failure).empty()) error.Text("reason", OurReason(failure));
  error.Text("message", failure.message());
  AddViolations(failure, &error);
  if (!info.metadata().empty()) {
    JsonObject metadata;
    for (const auto& [key, value] : info.metadata()) metadata.Text(key, value);
    error.Raw("metadata", metadata.End());
  }
  for (const auto& [key, url] : {std::pair("requestId", kRequestId), {"callId", kCallId}})
    if (const std::string id = PayloadOf(failure, url); !id.empty()) error.Text(key, id);
  JsonObject whole;
  whole.Raw("error", error.End());
  return whole.End();
}

}  // namespace steward::ctl
