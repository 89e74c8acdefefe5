#include "platform/store/list.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/types/optional.h"
#include "platform/access/read_rule.h"
#include "platform/access/record_rule.h"
#include "platform/pg/error.h"
#include "platform/resource/filter.h"
#include "platform/resource/order.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/store/bind.h"
#include "platform/store/byte_limit.h"

namespace steward::store {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;

using Keys = std::vector<resource::Value>;

// Of a response and of a resource.
constexpr int kItemsField = 1;
constexpr int kTokenField = 2;
constexpr int kNameField = 1;

// To look at sizes costs a fifth of such a page, and a twentieth of the largest. Its rows are few
// enough to be sent whatever their size.
constexpr int kSmallPage = 50;

// The table as the caller may use it.
resource::ColumnTable TableFor(const Call& call, const resource::ColumnTable& table) {
  resource::ColumnTable copy = table;
  copy.check_readable = [&call, type = table.resource](absl::string_view field) {
    return access::ReadRule::Of(type).CheckReadable(access::ViewerOf(call), field);
  };
  return copy;
}

// The statement of a page: one row more than asked for tells whether there is another page.
absl::StatusOr<pg::Statement> Assemble(const Call& call, const ListPlan& plan,
                                       const resource::ColumnTable& table,
                                       const ListRequest& request, int size,
                                       const resource::Order& order,
                                       const absl::optional<Keys>& after_keys) {
  pg::Statement statement;
  statement.params.Text(call.tenant);
  if (!request.parent.empty()) statement.params.Text(request.parent);
  ASSIGN_OR_RETURN(auto filter,
                   resource::CompileFilter(request.filter, table, statement.params.size() + 1));
  Bind(filter.params, &statement.params);
  ASSIGN_OR_RETURN(auto condition,
                   resource::CompileFilter(request.condition, table, statement.params.size() + 1));
  Bind(condition.params, &statement.params);
  const auto visible =
      access::RecordRule::Of(table.resource)
          .Condition(access::ViewerOf(call), *plan.table, statement.params.size() + 1);
  Bind(visible.params, &statement.params);
  resource::Sql after{"TRUE", {}};
  if (after_keys) {
    ASSIGN_OR_RETURN(after, order.After(*after_keys, statement.params.size() + 1));
    Bind(after.params, &statement.params);
  }
  statement.text = absl::StrReplaceAll(
      plan.query->text,
      {{"{filter}", absl::StrCat(visible.text, " AND ", condition.text, " AND ", filter.text)},
       {"{after}", after.text},
       {"{order}", order.OrderBy()},
       // Not a parameter: a plan for all values would be one for a tenth of the table.
       {"{limit}", absl::StrCat(size + 1)}});
  if (size > kSmallPage) statement.text = LimitBytes(statement.text, resource::kPageBytesMax);
  return statement;
}

// Only what a client asks for makes a list slow.
absl::Status TooSlow(const ListRequest& request) {
  return errors::Make(absl::StatusCode::kDeadlineExceeded, errors::Reason::DEADLINE_EXCEEDED,
                      "The list takes too long: narrow the filter, by a time for example, or "
                      "leave the order out.",
                      {{"field", request.filter.empty() ? "order_by" : "filter"}});
}

void AppendHead(int number, size_t length, std::string* bytes) {
  uint8_t head[20];
  uint8_t* end = CodedOutputStream::WriteTagToArray(
      WireFormatLite::MakeTag(number, WireFormatLite::WIRETYPE_LENGTH_DELIMITED), head);
  end = CodedOutputStream::WriteVarint32ToArray(static_cast<uint32_t>(length), end);
  bytes->append(reinterpret_cast<const char*>(head), end - head);
}

void AppendField(int number, absl::string_view value, std::string* bytes) {
  AppendHead(number, value.size(), bytes);
  bytes->append(value.data(), value.size());
}

// The resource of a row: its name, which the body lacks, and the body. Returns where it begins.
size_t AppendResource(const std::string& prefix, absl::string_view id, absl::string_view body,
                      std::string* bytes) {
  const size_t name = prefix.size() + id.size();
  AppendHead(kItemsField,
             WireFormatLite::TagSize(kNameField, WireFormatLite::TYPE_STRING) +
                 WireFormatLite::LengthDelimitedSize(name) + body.size(),
             bytes);
  const size_t begin = bytes->size();
  AppendHead(kNameField, name, bytes);
  bytes->append(prefix).append(id.data(), id.size()).append(body.data(), body.size());
  return begin;
}

// About what a page of these rows takes, so that it does not move while it grows.
size_t SpaceFor(const pg::Result& rows) {
  constexpr size_t kOverhead = 64, kTokenSpace = 512;
  size_t space = kTokenSpace;
  for (int row = 0; row < rows.rows(); ++row)
    space += kOverhead + rows.Bytes(row, 0).size() + rows.Bytes(row, 1).size();
  return std::min(space, resource::kPageBytesMax + kTokenSpace);
}

// The sort keys of a resource.
absl::StatusOr<Keys> KeysOf(const resource::Order& order, const google::protobuf::Message& response,
                            const std::string& id, absl::string_view bytes) {
  const auto* type = response.GetDescriptor()->FindFieldByNumber(kItemsField)->message_type();
  std::unique_ptr<google::protobuf::Message> item(
      response.GetReflection()->GetMessageFactory()->GetPrototype(type)->New());
  if (!item->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return errors::Internal("the body of a row is not a message of its type");
  return order.KeysOf(*item, id);
}

}  // namespace

absl::Status Lister::Run(const Call& call, const ListPlan& plan, const ListRequest& request,
                         const std::string& prefix, const google::protobuf::Message& response,
                         std::string* bytes) const {
  ASSIGN_OR_RETURN(const int size, resource::PageSize(request.page_size));
  const std::string order_by = request.order_by.empty() ? plan.default_order : request.order_by;
  const resource::PageScope scope{call.tenant,    call.subject,   call.method,
                                  request.parent, request.filter, order_by};
  const resource::ColumnTable table = TableFor(call, *plan.table);
  ASSIGN_OR_RETURN(auto order, resource::Order::Parse(order_by, table));
  absl::optional<Keys> after;
  if (!request.page_token.empty()) {
    ASSIGN_OR_RETURN(after, tokens_->Decode(scope, request.page_token, call.now()));
  }
  ASSIGN_OR_RETURN(auto statement, Assemble(call, plan, table, request, size, order, after));
  auto answer = pool_->Read(call.tenant, std::move(statement), call.deadline);
  if (pg::SqlState(answer.status()) == pg::kQueryCanceled) return TooSlow(request);
  ASSIGN_OR_RETURN(const auto rows, std::move(answer));
  bytes->reserve(SpaceFor(rows));
  for (int row = 0; row < rows.rows() && row < size; ++row) {
    const size_t begin = AppendResource(prefix, rows.Bytes(row, 0), rows.Bytes(row, 1), bytes);
    if (row + 1 == rows.rows()) break;
    const size_t next = bytes->size() + rows.Bytes(row + 1, 1).size();
    if (row + 1 < size && next <= resource::kPageBytesMax) continue;
    ASSIGN_OR_RETURN(auto keys, KeysOf(order, response, rows.Text(row, 0),
                                       absl::string_view(*bytes).substr(begin)));
    AppendField(kTokenField, tokens_->Encode(scope, keys, call.now()), bytes);
    break;
  }
  return absl::OkStatus();
}

}  // namespace steward::store
