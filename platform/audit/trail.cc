#include "platform/audit/trail.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/audit/canonical.h"
#include "platform/audit/queries.h"
#include "platform/journal/stored_event.h"
#include "platform/resource/filter.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/store/bind.h"

namespace steward::audit {
namespace {

using event::v1::ListTenantEventsRequest;
using event::v1::ListTenantEventsResponse;
using resource::Column;

constexpr int kPageDefault = 500, kPageMax = 1000;
// Events that one call searches for those that match: some tens of milliseconds.
constexpr int kSearched = 5000;
// Columns of list_tenant_events besides those of the event.
constexpr int kTotal = 10, kLastEpoch = 11, kLastOffset = 12;

std::vector<Column> ColumnsOf(const std::string& service) {
  return {{"id", "(j.event_id::text)", Column::Type::kText},
          {"type", "j.type", Column::Type::kText},
          {"resource_name", "j.resource", Column::Type::kText},
          {"version", "j.version", Column::Type::kInt},
          {"time", "j.time", Column::Type::kTimestamp},
          {"actor", "j.actor", Column::Type::kText},
          {"service", service.c_str(), Column::Type::kText}};
}

event::v1::Position PositionAt(const pg::Result& rows, int row, int epoch, int offset) {
  event::v1::Position position;
  position.set_epoch(rows.Int(row, epoch));
  position.set_offset(rows.Int(row, offset));
  return position;
}

}  // namespace

Trail::Trail(pg::Pool* pool, std::string service, size_t page_bytes)
    : pool_(pool),
      service_(std::move(service)),
      service_sql_(absl::StrCat("('", service_, "'::text)")),
      page_bytes_(page_bytes),
      columns_(ColumnsOf(service_sql_)),
      table_{event::v1::Event::descriptor(),
             columns_,
             {"id", "(j.event_id::text)", Column::Type::kText}} {}

absl::StatusOr<pg::Statement> Trail::Search(const ListTenantEventsRequest& request, int limit,
                                            int scan) const {
  constexpr int64_t kBeyondAll = std::numeric_limits<int64_t>::max();
  const bool oldest_first = request.oldest_first();
  pg::Statement search;
  search.params.Text(request.tenant());
  if (request.has_after() || oldest_first)
    search.params.Int(request.after().epoch()).Int(request.after().offset());
  else
    search.params.Int(kBeyondAll).Int(kBeyondAll);
  ASSIGN_OR_RETURN(const auto filter,
                   resource::CompileFilter(request.filter(), table_, search.params.size() + 1));
  store::Bind(filter.params, &search.params);
  search.text = absl::StrReplaceAll(sql::kListTenantEvents.text,
                                    {{"{filter}", filter.text},
                                     {"{beyond}", oldest_first ? ">" : "<"},
                                     {"{order}", oldest_first ? "ASC" : "DESC"},
                                     {"{reverse}", oldest_first ? "DESC" : "ASC"},
                                     {"{scan}", absl::StrCat(scan)},
                                     {"{limit}", absl::StrCat(limit)}});
  return search;
}

absl::StatusOr<ListTenantEventsResponse> Trail::List(const ListTenantEventsRequest& request,
                                                     absl::Time deadline) const {
  if (request.page_size() < 0) return errors::InvalidField("page_size", "must not be negative");
  const int limit =
      request.page_size() == 0 ? kPageDefault : std::min(request.page_size(), kPageMax);
  const bool filtered = !absl::StripAsciiWhitespace(request.filter()).empty();
  const int scan = filtered ? kSearched : limit;
  ASSIGN_OR_RETURN(auto search, Search(request, limit, scan));
  ASSIGN_OR_RETURN(auto rows, pool_->Read(request.tenant(), std::move(search), deadline));
  ListTenantEventsResponse response;
  *response.mutable_next() = request.after();
  size_t bytes = 0;
  for (int row = 0; row < rows.rows() && !rows.IsNull(row, 0); ++row) {
    ListTenantEventsResponse::Item item;
    *item.mutable_position() = PositionAt(rows, row, 3, 4);
    RETURN_IF_ERROR(
        journal::ReadAuditEvent(rows, row, service_, item.mutable_event()->mutable_event()));
    if (request.canonical()) item.mutable_event()->set_canonical(CanonicalOf(rows, row));
    bytes += item.ByteSizeLong();
    if (row > 0 && bytes > page_bytes_) return response;
    *response.mutable_next() = item.position();
    response.add_items()->Swap(&item);
  }
  const int64_t searched = rows.Int(0, kTotal);
  if (response.items_size() == limit && filtered) return response;
  if (searched > 0) *response.mutable_next() = PositionAt(rows, 0, kLastEpoch, kLastOffset);
  response.set_end(searched < scan);
  return response;
}

}  // namespace steward::audit
