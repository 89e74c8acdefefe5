#include "services/directory/scim/bulk.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "services/directory/scim/discovery.h"

namespace steward::directory::scim {
namespace {

constexpr char kRequestUrn[] = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
constexpr char kResponseUrn[] = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
constexpr char kReference[] = "bulkId:";

absl::Status Malformed(absl::string_view text) {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST, text);
}

std::string TextIn(const Json& object, absl::string_view name) {
  const Json* value = FindFolded(name, object);
  return value == nullptr ? "" : value->string;
}

absl::StatusOr<BulkOperation> ReadOperation(const Json& given) {
  BulkOperation operation;
  operation.method = absl::AsciiStrToUpper(TextIn(given, "method"));
  operation.bulk_id = TextIn(given, "bulkId");
  const std::string version = TextIn(given, "version");
  absl::string_view etag = version;
  absl::ConsumePrefix(&etag, "W/");
  absl::ConsumePrefix(&etag, "\"");
  absl::ConsumeSuffix(&etag, "\"");
  operation.etag = std::string(etag);
  const std::string path = TextIn(given, "path");
  const size_t slash = path.find('/', 1);
  operation.endpoint = path.substr(0, slash);
  if (slash != std::string::npos) operation.id = path.substr(slash + 1);
  if (const Json* data = FindFolded("data", given)) operation.data = *data;
  const std::string& method = operation.method;
  const bool creates = method == "POST";
  if (!creates && method != "PUT" && method != "PATCH" && method != "DELETE")
    return Malformed("The method of an operation must be POST, PUT, PATCH or DELETE.");
  if (operation.endpoint != "/Users" && operation.endpoint != "/Groups")
    return errors::InvalidField("path", "must begin with /Users or /Groups");
  if (creates != operation.id.empty() || (creates && operation.bulk_id.empty()))
    return Malformed("POST needs a bulkId and a path without id, other methods a path with one.");
  if (method != "DELETE" && operation.data.kind != Json::Kind::kObject)
    return Malformed("The data of an operation must be an object.");
  return operation;
}

bool Resolve(const std::map<std::string, std::string>& ids, std::string* text) {
  if (!absl::StartsWith(*text, kReference)) return true;
  const auto found = ids.find(text->substr(sizeof(kReference) - 1));
  if (found == ids.end()) return false;
  *text = found->second;
  return true;
}

bool Resolve(const std::map<std::string, std::string>& ids, Json* json) {
  if (json->kind == Json::Kind::kString) return Resolve(ids, &json->string);
  bool all = true;
  for (Json::Member& member : json->members) all = Resolve(ids, &member.value) && all;
  for (Json& element : json->elements) all = Resolve(ids, &element) && all;
  return all;
}

}  // namespace

absl::StatusOr<BulkRequest> ReadBulk(const http::v1::RawBody& body) {
  ASSIGN_OR_RETURN(const Json message, ParseMessage(kRequestUrn, body));
  BulkRequest bulk;
  if (const Json* limit = FindFolded("failOnErrors", message)) {
    if (limit->kind != Json::Kind::kInteger || limit->integer < 1)
      return errors::InvalidField("failOnErrors", "must be an integer from 1 on");
    bulk.fail_on_errors = limit->integer;
  }
  const Json* list = FindFolded("Operations", message);
  if (list == nullptr || list->kind != Json::Kind::kArray)
    return Malformed("\"Operations\" must be a list.");
  if (list->elements.size() > kBulkOperationsMax)
    return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::BODY_TOO_LARGE,
                        absl::StrCat("At most ", kBulkOperationsMax, " operations are allowed."),
                        {{"limit", absl::StrCat(kBulkOperationsMax)}});
  std::set<std::string> bulk_ids;
  for (size_t i = 0; i < list->elements.size(); ++i) {
    absl::StatusOr<BulkOperation> operation = ReadOperation(list->elements[i]);
    if (!operation.ok()) return InOperation(i, operation.status());
    operation->index = i;
    if (!operation->bulk_id.empty() && !bulk_ids.insert(operation->bulk_id).second)
      return InOperation(i, errors::InvalidField("bulkId", "is given to two operations"));
    bulk.operations.push_back(*std::move(operation));
  }
  return bulk;
}

absl::Status InOperation(size_t index, const absl::Status& status) {
  absl::Status named(status.code(), absl::StrCat("Operations[", index, "]: ", status.message()));
  status.ForEachPayload(
      [&](absl::string_view type, const absl::Cord& payload) { named.SetPayload(type, payload); });
  return named;
}

bool ResolveReferences(const std::map<std::string, std::string>& ids, BulkOperation* operation) {
  return Resolve(ids, &operation->id) && Resolve(ids, &operation->data);
}

Json RenderResult(const BulkOperation& operation, int status, absl::string_view location,
                  absl::string_view etag, Json response) {
  Json result = Object({{"method", Text(operation.method)}});
  SetText("bulkId", operation.bulk_id, &result);
  SetText("location", location, &result);
  if (!etag.empty()) Set("version", Text(absl::StrCat("\"", etag, "\"")), &result);
  Set("status", Text(absl::StrCat(status)), &result);
  if (response.kind != Json::Kind::kNull) Set("response", std::move(response), &result);
  return result;
}

Json RenderBulk(std::vector<Json> results) {
  Json operations = List();
  operations.elements = std::move(results);
  return Object({{"schemas", List({Text(kResponseUrn)})}, {"Operations", std::move(operations)}});
}

}  // namespace steward::directory::scim
