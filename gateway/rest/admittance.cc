#include "gateway/rest/admittance.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/rest/list_stream.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

// To begin a whole list is expensive; its pages are what a client could ask for one by one.
RateClass ClassOf(RequestScope& scope) {
  if (scope.method == nullptr) return RateClass::kRead;
  const bool begins_list = scope.route != nullptr && !scope.streams() &&
                           AsksForListStream(*scope.route, scope.request());
  return begins_list ? RateClass::kExpensive : scope.method->rate_class;
}

Knock KnockOf(RequestScope& scope, bool behind_proxies) {
  const HttpRequest& request = scope.request();
  Knock knock;
  knock.authorization = request.Header("authorization");
  knock.tenant = request.Header("steward-tenant");
  knock.anonymous = scope.method != nullptr && scope.method->anonymous;
  knock.rate_class = ClassOf(scope);
  knock.transport = {scope.exchange().secure(), scope.exchange().client_address(), ""};
  if (!behind_proxies) return knock;
  knock.transport.forwarded_proto = request.All("x-forwarded-proto");
  knock.forwarded_for = request.All("x-forwarded-for");
  return knock;
}

// What says who calls, and where, says it once.
absl::Status CheckAlone(const HttpRequest& request) {
  for (const char* header : {"Authorization", "Steward-Tenant"})
    if (request.CountOf(header) > 1)
      return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST,
                          absl::StrCat("There is more than one ", header, " header."));
  if (request.CountOf("Steward-Tenant") == 0 || !request.Header("Steward-Tenant").empty())
    return absl::OkStatus();
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST,
                      "The Steward-Tenant header is empty.");
}

Entrance::Done Taking(const Admittance::Scope& scope, Admittance::Next next,
                      Admittance::Refused refused) {
  return [scope, next = std::move(next), refused = std::move(refused)](Entry entry) {
    absl::Status status = std::move(entry.status);
    scope->sender.client_address = std::move(entry.client_address);
    if (entry.principal != nullptr) scope->sender.principal = std::move(entry.principal);
    if (entry.quota) scope->quota = entry.quota;
    if (!status.ok() && refused != nullptr) return refused(status);
    if (status.ok()) status = next();
    if (!status.ok()) scope->Fail(status);
  };
}

}  // namespace

absl::Status ErrorOf(const Refusal& refusal) {
  const absl::StatusCode code =
      refusal.status == 503 ? absl::StatusCode::kUnavailable : absl::StatusCode::kInvalidArgument;
  if (refusal.bytes_max == 0) return errors::Make(code, refusal.reason, refusal.text);
  const std::string limit = absl::StrCat(refusal.bytes_max);
  return errors::Make(code, refusal.reason,
                      absl::StrCat(refusal.text, " At most ", limit, " bytes are allowed."),
                      {{"limit", limit}});
}

void Admittance::Admit(const Scope& scope, Next next, Refused refused) {
  const HttpRequest& request = scope->request();
  if (absl::Status status = CheckAlone(request); !status.ok())
    return refused == nullptr ? scope->Fail(status) : refused(status);
  scope->sender.authorization = std::string(request.Header("authorization"));
  scope->sender.tenant = std::string(request.Header("steward-tenant"));
  entrance_.Admit(KnockOf(*scope, entrance_.behind_proxies()),
                  Taking(scope, std::move(next), std::move(refused)));
}

void Admittance::AdmitPart(const Scope& scope, const Sender& whole, Next next) {
  scope->sender.authorization = whole.authorization;
  scope->sender.tenant = whole.tenant;
  entrance_.AdmitAgain(whole.principal, whole.client_address, scope->method->rate_class,
                       Taking(scope, std::move(next), nullptr));
}

void Admittance::ReadBody(const Scope& scope, size_t max, Next next) {
  scope->exchange().ReadBody(max, [scope, next = std::move(next)](const Refusal* refusal) {
    if (refusal != nullptr) {
      scope->failure_status = refusal->status;
      return scope->Fail(ErrorOf(*refusal));
    }
    if (absl::Status status = next(); !status.ok()) scope->Fail(status);
  });
}

absl::Status Admittance::Begin(RequestScope& scope) {
  ASSIGN_OR_RETURN(scope.call, entrance_.Begin(*scope.sender.principal, *scope.method));
  return absl::OkStatus();
}

void Admittance::Charge(const RequestScope& scope, const rpc::Reply& reply) {
  entrance_.Charge(*scope.sender.principal, *scope.method, reply);
}

absl::Status Admittance::Hold(RequestScope& scope, HoldOne hold) {
  ASSIGN_OR_RETURN(scope.hold, (entrance_.*hold)(*scope.sender.principal));
  return absl::OkStatus();
}

}  // namespace steward::gateway
