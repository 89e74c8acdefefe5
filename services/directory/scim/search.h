#pragma once

// Lists of SCIM: what is asked for and what is answered (RFC 7644 §3.4.2). Pure functions,
// thread-safe.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/directory/scim/json.h"
#include "services/directory/scim/schema.h"

namespace steward::directory::scim {

inline constexpr char kSearchRequestUrn[] = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
inline constexpr int kCountDefault = 100;
inline constexpr int kCountMax = 200;

struct Search {
  std::string filter;
  std::string sort_by;
  bool descending = false;
  // From 1 on.
  int64_t start_index = 1;
  int64_t count = kCountDefault;
  std::string attributes;
  std::string excluded_attributes;
};

// Of one of the requests of lists; numbers out of range become the nearest in it.
template <class Request>
Search SearchOf(const Request& request);

// Of a SearchRequest. Errors: MALFORMED_REQUEST, INVALID_FIELD.
absl::StatusOr<Search> ReadSearch(const http::v1::RawBody& body);

// A ListResponse. It ends before kPageBytesMax, but has one resource at least: itemsPerPage says
// how many it has, and clients go on behind them (RFC 7644 §3.4.2.4).
Json RenderList(int64_t total, int64_t start_index, std::vector<Json> resources);

void SetRange(int64_t start_index, int64_t count, Search* search);

template <class Request>
Search SearchOf(const Request& request) {
  Search search;
  search.filter = request.filter();
  search.sort_by = request.sort_by();
  search.descending = request.sort_order() == "descending";
  SetRange(request.start_index(), request.has_count() ? request.count() : kCountDefault, &search);
  search.attributes = request.attributes();
  search.excluded_attributes = request.excluded_attributes();
  return search;
}

}  // namespace steward::directory::scim
