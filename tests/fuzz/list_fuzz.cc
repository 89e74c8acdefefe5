// What lists and updates take: filters, orders, page tokens and the keys in them, update masks.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "platform/resource/etag.h"
#include "platform/resource/filter.h"
#include "platform/resource/mask.h"
#include "platform/resource/order.h"
#include "platform/resource/page.h"
#include "platform/resource/ticket_columns_for_test.h"
#include "platform/resource/utf8.h"
#include "platform/resource/value_codec.h"
#include "platform/status/errors.h"

namespace steward::resource {
namespace {

using errors::Reason;

void Require(bool condition) {
  if (!condition) std::abort();
}

bool Refused(const absl::Status& status, Reason reason) {
  return errors::ReasonOf(status) == reason;
}

// No text of a client is in a statement, and every parameter can be stored.
void CheckSql(const Sql& sql) {
  Require(sql.params.size() <= 64);
  const std::string text =
      absl::StrReplaceAll(sql.text, {{"''", ""}, {"'-infinity'", ""}, {"'-Infinity'", ""}});
  for (char c : text) Require(c >= ' ' && c < 0x7f && !absl::StrContains("'\"\\;", c));
  for (const Value& value : sql.params)
    if (const auto* literal = std::get_if<std::string>(&value)) Require(CodePoints(*literal) >= 0);
}

void CheckFilter(absl::string_view text) {
  const auto sql = CompileFilter(text, TicketColumns(), 3);
  if (sql.ok()) return CheckSql(*sql);
  Require(Refused(sql.status(), Reason::INVALID_FILTER) ||
          Refused(sql.status(), Reason::FILTER_TOO_COMPLEX));
}

void CheckOrder(absl::string_view text, const std::vector<Value>& keys) {
  const auto order = Order::Parse(text, TicketColumns());
  if (!order.ok()) return Require(Refused(order.status(), Reason::INVALID_FILTER));
  CheckSql({order->OrderBy(), {}});
  const auto after = order->After(keys, 3);
  if (after.ok()) return CheckSql(*after);
  Require(Refused(after.status(), Reason::INVALID_PAGE_TOKEN));
}

void CheckPageToken(absl::string_view text) {
  static const PageTokens& tokens = *new PageTokens("0123456789abcdef0123456789abcdef");
  const PageScope scope = {"acme", "users/alice", "steward.ticket.v1.TicketService/ListTickets"};
  const absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  Require(Refused(tokens.Decode(scope, text, now).status(), Reason::INVALID_PAGE_TOKEN));
}

std::vector<Value> Keys(absl::string_view bytes) {
  auto keys = DecodeValues(bytes);
  if (!keys.has_value()) return {};
  Require(EncodeValues(*keys) == bytes);
  return *std::move(keys);
}

void CheckMask(absl::string_view text) {
  google::protobuf::FieldMask mask;
  for (absl::string_view path : absl::StrSplit(text, ',')) mask.add_paths(std::string(path));
  ticket::v1::Ticket patch, target;
  patch.set_title("new");
  const auto fields = ResolveUpdateMask(mask, patch, target);
  if (!fields.ok()) return Require(Refused(fields.status(), Reason::INVALID_UPDATE_MASK));
  ApplyUpdate(*fields, patch, &target);
  Require(target.name().empty() && target.etag().empty());
}

}  // namespace
}  // namespace steward::resource

// The whole is a filter, a token, keys and a mask; its first line an order for the keys behind.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  steward::resource::CheckFilter(text);
  steward::resource::CheckPageToken(text);
  steward::resource::CheckMask(text);
  const size_t line = text.find('\n');
  const bool has_keys = line != absl::string_view::npos;
  steward::resource::CheckOrder(text.substr(0, line),
                                steward::resource::Keys(has_keys ? text.substr(line + 1) : ""));
  steward::resource::EtagMatches(text, "1-00000000");
  return 0;
}
