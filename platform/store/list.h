#pragma once

// Lists of resources: filter and order become parameters of a statement, pages go by keyset, and
// only records are listed that the caller sees (access::RecordRule).
//
// The statement is a file with the slots {filter}, {after}, {order} and {limit}:
//   SELECT t.id, t.body FROM ticket t
//   WHERE t.tenant_id = $1 AND {filter} AND {after} {order} LIMIT {limit}
// and returns the id and the body. A parent, when the list has one, is $2.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "platform/call/call.h"
#include "platform/call/encoded.h"
#include "platform/pg/pool.h"
#include "platform/resource/columns.h"
#include "platform/resource/page.h"
#include "platform/resource/sql.h"

namespace steward::store {

// What is listed; a constant of the store.
struct ListPlan {
  const pg::Query* query;
  const resource::ColumnTable* table;
  // Order when the request names none, such as "create_time desc".
  const char* default_order;
};

// What a client asks for.
struct ListRequest {
  std::string filter;
  std::string order_by;
  int page_size = 0;
  std::string page_token;
  // Id of the parent resource; empty for a list of the whole tenant.
  std::string parent;
  // A second filter, which the list itself asks for.
  std::string condition;
};

// Thread-safe.
class Lister {
 public:
  Lister(pg::Pool* pool, const resource::PageTokens* tokens) : pool_(pool), tokens_(tokens) {}

  // A page. `prefix` and the id of a row make the name of its resource: "tickets/". In the response
  // the resources are field 1, each with its name as field 1, and the token of the next page is
  // field 2, as everywhere (AIP-158). Errors: INVALID_FILTER, FILTER_TOO_COMPLEX,
  // INVALID_PAGE_TOKEN, INVALID_FIELD, DEADLINE_EXCEEDED, which names the filter in the metadata
  // "field", when it takes the database longer than the pool lets statements take.
  template <class Response>
  absl::StatusOr<Encoded<Response>> List(const Call& call, const ListPlan& plan,
                                         const ListRequest& request,
                                         const std::string& prefix) const {
    Encoded<Response> response;
    absl::Status status =
        Run(call, plan, request, prefix, Response::default_instance(), &response.bytes);
    if (!status.ok()) return status;
    return response;
  }

 private:
  absl::Status Run(const Call& call, const ListPlan& plan, const ListRequest& request,
                   const std::string& prefix, const google::protobuf::Message& response,
                   std::string* bytes) const;

  pg::Pool* pool_;
  const resource::PageTokens* tokens_;
};

}  // namespace steward::store
