#include "services/directory/scim/search.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/resource/page.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::directory::scim {
namespace {

absl::StatusOr<std::string> TextIn(const Json& message, absl::string_view name) {
  const Json* value = FindFolded(name, message);
  if (value == nullptr) return std::string();
  if (value->kind == Json::Kind::kString) return value->string;
  const auto list = value->Strings();
  if (!list) return errors::InvalidField(name, "must be a text or a list of texts");
  return absl::StrJoin(*list, ",");
}

absl::StatusOr<int64_t> IntegerIn(const Json& message, absl::string_view name, int64_t otherwise) {
  const Json* value = FindFolded(name, message);
  if (value == nullptr) return otherwise;
  if (value->kind != Json::Kind::kInteger) return errors::InvalidField(name, "must be an integer");
  return value->integer;
}

// Users in many groups, and groups with many members, take more room than lists may have.
void EndEarly(std::vector<Json>* resources) {
  size_t bytes = 0;
  for (size_t i = 0; i < resources->size(); ++i) {
    bytes += Print((*resources)[i]).size();
    if (i > 0 && bytes > resource::kPageBytesMax) return resources->resize(i);
  }
}

}  // namespace

void SetRange(int64_t start_index, int64_t count, Search* search) {
  search->start_index = std::max<int64_t>(start_index, 1);
  search->count = std::clamp<int64_t>(count, 0, kCountMax);
}

absl::StatusOr<Search> ReadSearch(const http::v1::RawBody& body) {
  ASSIGN_OR_RETURN(const Json message, ParseMessage(kSearchRequestUrn, body));
  Search search;
  ASSIGN_OR_RETURN(search.filter, TextIn(message, "filter"));
  ASSIGN_OR_RETURN(search.sort_by, TextIn(message, "sortBy"));
  ASSIGN_OR_RETURN(const std::string order, TextIn(message, "sortOrder"));
  search.descending = absl::EqualsIgnoreCase(order, "descending");
  if (!search.descending && !order.empty() && !absl::EqualsIgnoreCase(order, "ascending"))
    return errors::InvalidField("sortOrder", "must be ascending or descending");
  ASSIGN_OR_RETURN(const int64_t start_index, IntegerIn(message, "startIndex", 1));
  ASSIGN_OR_RETURN(const int64_t count, IntegerIn(message, "count", kCountDefault));
  SetRange(start_index, count, &search);
  ASSIGN_OR_RETURN(search.attributes, TextIn(message, "attributes"));
  ASSIGN_OR_RETURN(search.excluded_attributes, TextIn(message, "excludedAttributes"));
  return search;
}

Json RenderList(int64_t total, int64_t start_index, std::vector<Json> resources) {
  EndEarly(&resources);
  const int64_t count = static_cast<int64_t>(resources.size());
  Json list = List();
  list.elements = std::move(resources);
  return Object({{"schemas", List({Text("urn:ietf:params:scim:api:messages:2.0:ListResponse")})},
                 {"totalResults", Integer(total)},
                 {"startIndex", Integer(start_index)},
                 {"itemsPerPage", Integer(count)},
                 {"Resources", std::move(list)}});
}

}  // namespace steward::directory::scim
