#pragma once

// BulkRequest and BulkResponse of SCIM (RFC 7644 §3.7). Pure functions, thread-safe.

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/directory/scim/json.h"

namespace steward::directory::scim {

struct BulkOperation {
  // Its place in the request, from 0.
  size_t index = 0;
  // "POST", "PUT", "PATCH" or "DELETE".
  std::string method;
  // How other operations refer to what this one creates.
  std::string bulk_id;
  // Entity tag as in If-Match, without quotes; empty: any.
  std::string etag;
  // "/Users" and so on.
  std::string endpoint;
  // Empty with POST.
  std::string id;
  Json data;
};

struct BulkRequest {
  // Errors after which nothing more is done; 0: never.
  int64_t fail_on_errors = 0;
  std::vector<BulkOperation> operations;
};

// Errors: MALFORMED_REQUEST, INVALID_FIELD, which name the operation by its index; BODY_TOO_LARGE
// for more operations than kBulkOperationsMax.
absl::StatusOr<BulkRequest> ReadBulk(const http::v1::RawBody& body);

// An error whose text names the operation by its index: "Operations[2]: …".
absl::Status InOperation(size_t index, const absl::Status& status);

// Puts the ids of what was created, by bulkId, in the place of references ("bulkId:…") in id and
// data. False when one of them is not known; the operation is then half done.
bool ResolveReferences(const std::map<std::string, std::string>& ids, BulkOperation* operation);

// What became of an operation; `response` is null but for errors.
Json RenderResult(const BulkOperation& operation, int status, absl::string_view location,
                  absl::string_view etag, Json response);
Json RenderBulk(std::vector<Json> results);

}  // namespace steward::directory::scim
