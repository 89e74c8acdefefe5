#include "platform/store/list.h"

#include "absl/strings/str_replace.h"
#include "platform/resource/filter.h"
#include "platform/resource/order.h"
#include "platform/status/macros.h"

namespace steward::store {
namespace {

// A page ends early rather than outgrow what a message may hold.
constexpr size_t kPageBytesMax = 4 << 20;

void Bind(const std::vector<resource::Value>& values, pg::Params* params) {
  struct Binder {
    pg::Params* out;
    void operator()(const std::string& value) { out->Text(value); }
    void operator()(int64_t value) { out->Int(value); }
    void operator()(double value) { out->Double(value); }
    void operator()(bool value) { out->Bool(value); }
    void operator()(absl::Time value) { out->Time(value); }
    void operator()(const std::vector<std::string>& value) { out->TextArray(value); }
  };
  for (const resource::Value& value : values) std::visit(Binder{params}, value);
}

}  // namespace

absl::StatusOr<std::string> Lister::Run(const Call& call, const ListPlan& plan,
                                        const ListRequest& request, const Add& add) const {
  ASSIGN_OR_RETURN(const int size, resource::PageSize(request.page_size));
  const std::string order_by = request.order_by.empty() ? plan.default_order : request.order_by;
  const resource::PageScope scope{call.tenant,    call.subject,   call.method,
                                  request.parent, request.filter, order_by};
  pg::Statement statement;
  // One row more than asked for tells whether there is another page.
  statement.params.Text(call.tenant).Int(size + 1);
  if (!request.parent.empty()) statement.params.Text(request.parent);
  ASSIGN_OR_RETURN(auto order, resource::Order::Parse(order_by, *plan.table));
  ASSIGN_OR_RETURN(auto filter, resource::CompileFilter(request.filter, *plan.table,
                                                        statement.params.size() + 1));
  Bind(filter.params, &statement.params);
  resource::Sql after{"TRUE", {}};
  if (!request.page_token.empty()) {
    ASSIGN_OR_RETURN(auto keys, tokens_->Decode(scope, request.page_token, call.now()));
    ASSIGN_OR_RETURN(after, order.After(keys, statement.params.size() + 1));
    Bind(after.params, &statement.params);
  }
  statement.text = absl::StrReplaceAll(
      plan.query->text,
      {{"{filter}", filter.text}, {"{after}", after.text}, {"{order}", order.OrderBy()}});
  ASSIGN_OR_RETURN(auto rows, pool_->Read(call.tenant, std::move(statement), call.deadline));
  std::string token;
  size_t bytes = 0;
  for (int row = 0; row < rows.rows() && row < size; ++row) {
    const std::string id = rows.Text(row, 0);
    bytes += rows.Bytes(row, 1).size();
    ASSIGN_OR_RETURN(const google::protobuf::Message* item, add(id, rows.Bytes(row, 1)));
    const bool is_full = row + 1 == size || bytes >= kPageBytesMax;
    if (!is_full) continue;
    if (row + 1 < rows.rows()) token = tokens_->Encode(scope, order.KeysOf(*item, id), call.now());
    break;
  }
  return token;
}

}  // namespace steward::store
