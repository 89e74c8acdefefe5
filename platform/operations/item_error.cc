#include "platform/operations/item_error.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "platform/status/errors.h"

namespace steward::operations {
namespace {

bool IsOfPath(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Takes `prefix` from before every path in a text.
std::string Without(absl::string_view prefix, absl::string_view text) {
  std::string result;
  while (!text.empty()) {
    const size_t at = text.find(prefix);
    if (at == absl::string_view::npos) break;
    const size_t end = at + prefix.size();
    const bool begins = at == 0 || !(IsOfPath(text[at - 1]) || text[at - 1] == '.');
    const bool goes_on = end < text.size() && IsOfPath(text[end]);
    absl::StrAppend(&result, text.substr(0, begins && goes_on ? at : end));
    text.remove_prefix(end);
  }
  return absl::StrCat(result, text);
}

template <class Detail, class Edit>
void EditDetail(google::protobuf::Any* any, Edit edit) {
  Detail detail;
  if (!any->UnpackTo(&detail)) return;
  edit(&detail);
  any->PackFrom(detail);
}

}  // namespace

absl::Status InItem(const absl::Status& status, absl::string_view path) {
  if (status.ok()) return status;
  const std::string prefix = absl::StrCat(path, ".");
  google::rpc::Status proto = errors::ToProto(status);
  proto.set_message(Without(prefix, proto.message()));
  for (google::protobuf::Any& any : *proto.mutable_details()) {
    EditDetail<google::rpc::ErrorInfo>(&any, [&](google::rpc::ErrorInfo* info) {
      for (auto& [key, value] : *info->mutable_metadata()) value = Without(prefix, value);
    });
    EditDetail<google::rpc::BadRequest>(&any, [&](google::rpc::BadRequest* bad) {
      for (auto& violation : *bad->mutable_field_violations())
        violation.set_field(Without(prefix, violation.field()));
    });
  }
  return errors::FromProto(proto);
}

}  // namespace steward::operations
