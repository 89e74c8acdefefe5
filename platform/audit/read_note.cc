#include "platform/audit/read_note.h"

#include "absl/strings/str_cat.h"
#include "platform/access/holds_field.h"
#include "platform/observe/uuid.h"
#include "platform/status/errors.h"
#include "steward/audit/v1/audit.pb.h"

namespace steward::audit {
namespace {

using google::protobuf::Message;

// Of a response, and of a resource.
constexpr int kItemsField = 1, kNameField = 1;

}  // namespace

void ReadNote::Saw(const Message& record) {
  const auto& rule = access::RecordRule::Of(record.GetDescriptor());
  if (!rule.IsForeign(access::ViewerOf(call_), record)) return;
  names_.insert(record.GetReflection()->GetString(
      record, record.GetDescriptor()->FindFieldByNumber(kNameField)));
}

absl::Status ReadNote::SawItems(Message* response, absl::string_view bytes) {
  const auto* items = response->GetDescriptor()->FindFieldByNumber(kItemsField);
  const auto& rule = access::RecordRule::Of(items->message_type());
  if (!rule.MayShowForeign(access::ViewerOf(call_)) ||
      !access::AnyHoldsField(bytes, kItemsField, rule.confidential_field()->number()))
    return absl::OkStatus();
  if (!response->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return errors::Internal("the answer of a list cannot be read");
  const auto* reflection = response->GetReflection();
  for (int i = 0; i < reflection->FieldSize(*response, items); ++i)
    Saw(reflection->GetRepeatedMessage(*response, items, i));
  return absl::OkStatus();
}

absl::Status ReadNote::Commit(journal::Journal& journal, absl::string_view type) const {
  if (names_.empty()) return absl::OkStatus();
  v1::Read read;
  for (const std::string& name : names_) read.add_resources(name);
  read.set_method(call_.method);
  read.set_confidential(true);
  journal::Change change;
  change.drafts.push_back(journal::DescribeChange(call_, type, 1, nullptr, read));
  change.drafts[0].resource = absl::StrCat("reads/", observe::NewUuid7(call_.now()));
  return journal.Commit(call_, journal::KeyOf(call_, read), std::move(change)).status();
}

}  // namespace steward::audit
