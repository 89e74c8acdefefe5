#include "services/directory/rpc/scim_bulk_handlers.h"

#include "absl/strings/str_cat.h"
#include "platform/auth/permissions.h"
#include "platform/resource/rules.h"
#include "platform/scim/error.h"
#include "platform/status/errors.h"
#include "platform/status/http_status.h"
#include "platform/status/macros.h"
#include "services/directory/rpc/scim_answer.h"
#include "services/directory/scim/resource.h"
#include "steward/options/v1/options.pb.h"

namespace steward::directory {
namespace {

using scim::BulkOperation;
using scim::Json;
using Answer = ScimBulkHandlers::Answer;

// The request of the method that does the operation.
template <class Request>
Request RequestOf(const BulkOperation& operation) {
  Request request;
  const auto* fields = Request::descriptor();
  const auto* reflection = request.GetReflection();
  if (const auto* id = fields->FindFieldByName("id"))
    reflection->SetString(&request, id, operation.id);
  if (const auto* etag = fields->FindFieldByName("etag"))
    reflection->SetString(&request, etag, operation.etag);
  if (const auto* body = fields->FindFieldByName("body")) {
    http::v1::RawBody raw;
    raw.set_content_type(::steward::scim::kMediaType);
    raw.set_data(scim::Print(operation.data));
    reflection->MutableMessage(&request, body)->CopyFrom(raw);
  }
  return request;
}

// The call as it would be with that method alone. Errors: PERMISSION_DENIED.
absl::StatusOr<Call> CallOf(const Call& call, const std::string& method) {
  const auto* service = v1::RunScimBulkRequest::descriptor()->file()->service(0);
  const auto* descriptor = service->FindMethodByName(method);
  if (descriptor == nullptr) return errors::Internal("an operation has no method");
  Call own = call;
  own.permission = descriptor->options().GetExtension(options::v1::method).permission();
  own.scope = auth::ScopeOf(call.roles, own.permission);
  own.method = absl::StrCat(service->full_name(), "/", method);
  if (own.scope == Scope::kNone) return errors::PermissionDenied(own.permission);
  return own;
}

template <class Handlers, class Request>
Answer Invoke(const Call& call, const BulkOperation& operation, const char* method,
              Handlers& handlers, Answer (Handlers::*handler)(const Call&, const Request&)) {
  ASSIGN_OR_RETURN(const Call own, CallOf(call, method));
  const Request request = RequestOf<Request>(operation);
  RETURN_IF_ERROR(resource::CheckRules(request));
  return (handlers.*handler)(own, request);
}

Json ResultOf(const BulkOperation& operation, const Answer& answer) {
  std::string location =
      operation.id.empty() ? "" : scim::LocationOf(operation.endpoint, operation.id);
  if (answer.ok()) {
    if (!answer->location().empty()) location = answer->location();
    return scim::RenderResult(operation, answer->status(), location, answer->etag(), Json());
  }
  // What has a bulkId is known by it.
  const absl::Status status = operation.bulk_id.empty()
                                  ? scim::InOperation(operation.index, answer.status())
                                  : answer.status();
  const int code =
      errors::HttpStatus(status.code(), error::v1::Reason_Name(errors::ReasonOf(status)),
                         /*conditional=*/!operation.etag.empty());
  auto response = auth::ParseJsonObject(::steward::scim::ErrorJson(errors::ToProto(status), code));
  return scim::RenderResult(operation, code, location, "", response.value_or(Json()));
}

std::vector<Json> InOrder(std::map<size_t, Json> results) {
  std::vector<Json> list;
  for (auto& [index, result] : results) list.push_back(std::move(result));
  return list;
}

}  // namespace

Answer ScimBulkHandlers::RunOnUsers(const Call& call, const BulkOperation& operation) {
  using Users = ScimUserHandlers;
  if (operation.method == "POST")
    return Invoke(call, operation, "CreateScimUser", users_, &Users::Create);
  if (operation.method == "PUT")
    return Invoke(call, operation, "ReplaceScimUser", users_, &Users::Replace);
  if (operation.method == "PATCH")
    return Invoke(call, operation, "PatchScimUser", users_, &Users::Patch);
  return Invoke(call, operation, "DeleteScimUser", users_, &Users::Delete);
}

Answer ScimBulkHandlers::RunOnGroups(const Call& call, const BulkOperation& operation) {
  using Groups = ScimGroupHandlers;
  if (operation.method == "POST")
    return Invoke(call, operation, "CreateScimGroup", groups_, &Groups::Create);
  if (operation.method == "PUT")
    return Invoke(call, operation, "ReplaceScimGroup", groups_, &Groups::Replace);
  if (operation.method == "PATCH")
    return Invoke(call, operation, "PatchScimGroup", groups_, &Groups::Patch);
  return Invoke(call, operation, "DeleteScimGroup", groups_, &Groups::Delete);
}

Answer ScimBulkHandlers::RunOne(const Call& call, const BulkOperation& operation) {
  return operation.endpoint == "/Users" ? RunOnUsers(call, operation)
                                        : RunOnGroups(call, operation);
}

std::vector<Json> ScimBulkHandlers::RunAll(const Call& call, const scim::BulkRequest& bulk) {
  std::map<std::string, std::string> ids;
  std::map<size_t, Json> results;
  int64_t failures = 0;
  std::vector<BulkOperation> waiting = bulk.operations;
  // What still refers to nothing after a round without progress is refused.
  for (bool refuses = false; !waiting.empty();) {
    bool progress = false;
    std::vector<BulkOperation> later;
    for (BulkOperation& operation : waiting) {
      if (bulk.fail_on_errors > 0 && failures >= bulk.fail_on_errors)
        return InOrder(std::move(results));
      const bool resolved = scim::ResolveReferences(ids, &operation);
      if (!resolved && !refuses) {
        later.push_back(std::move(operation));
        continue;
      }
      progress = true;
      const Answer answer =
          resolved ? RunOne(call, operation) : errors::ReferenceNotFound("bulkId");
      if (answer.ok() && !answer->location().empty())
        ids[operation.bulk_id] = answer->location().substr(answer->location().rfind('/') + 1);
      failures += answer.ok() ? 0 : 1;
      results[operation.index] = ResultOf(operation, answer);
    }
    waiting = std::move(later);
    refuses = !progress;
  }
  return InOrder(std::move(results));
}

Answer ScimBulkHandlers::Run(const Call& call, const v1::RunScimBulkRequest& request) {
  ASSIGN_OR_RETURN(const scim::BulkRequest bulk, scim::ReadBulk(request.body()));
  // Limits of callers count each operation.
  call.answer_metadata.emplace_back("steward-cost", absl::StrCat(bulk.operations.size()));
  return ScimAnswer(scim::RenderBulk(RunAll(call, bulk)));
}

void ScimBulkHandlers::Register(rpc::Service* service) {
  service->Handle("RunScimBulk", this, &ScimBulkHandlers::Run);
}

}  // namespace steward::directory
