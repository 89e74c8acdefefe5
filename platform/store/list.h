#pragma once

// Lists of resources: filter and order become parameters of a statement, pages go by keyset.
//
// The statement is a file with the slots {filter}, {after} and {order}:
//   SELECT t.id, t.body FROM ticket t
//   WHERE t.tenant_id = $1 AND {filter} AND {after} {order} LIMIT $2
// and returns the id and the body. A parent, when the list has one, is $3.

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "platform/call/call.h"
#include "platform/pg/pool.h"
#include "platform/resource/columns.h"
#include "platform/resource/page.h"
#include "platform/store/stored.h"

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
};

// Thread-safe.
class Lister {
 public:
  Lister(pg::Pool* pool, const resource::PageTokens* tokens) : pool_(pool), tokens_(tokens) {}

  // Errors: INVALID_FILTER, FILTER_TOO_COMPLEX, INVALID_PAGE_TOKEN, INVALID_FIELD. `name_of` makes
  // the name of a resource from the id of its row.
  template <class Resource, class NameOf>
  absl::StatusOr<Page<Resource>> List(const Call& call, const ListPlan& plan,
                                      const ListRequest& request, NameOf name_of) const {
    Page<Resource> page;
    auto add = [&](const std::string& id, absl::string_view body)
        -> absl::StatusOr<const google::protobuf::Message*> {
      absl::StatusOr<Resource> resource = ParseBody<Resource>(body, name_of(id));
      if (!resource.ok()) return resource.status();
      page.items.push_back(*std::move(resource));
      return &page.items.back();
    };
    absl::StatusOr<std::string> token = Run(call, plan, request, add);
    if (!token.ok()) return token.status();
    page.next_page_token = *std::move(token);
    return page;
  }

 private:
  using Add = std::function<absl::StatusOr<const google::protobuf::Message*>(const std::string&,
                                                                            absl::string_view)>;
  absl::StatusOr<std::string> Run(const Call& call, const ListPlan& plan,
                                  const ListRequest& request, const Add& add) const;

  pg::Pool* pool_;
  const resource::PageTokens* tokens_;
};

}  // namespace steward::store
