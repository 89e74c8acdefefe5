#include "platform/audit/read_note.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "absl/strings/str_cat.h"
#include "platform/observe/uuid.h"
#include "platform/status/errors.h"
#include "steward/audit/v1/audit.pb.h"

namespace steward::audit {
namespace {

using google::protobuf::Message;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// Of a response, and of a resource.
constexpr int kItemsField = 1, kNameField = 1;

// Whether an item of the list has the field, without parsing what nobody looks at. True as well
// when the bytes are broken.
bool HoldsField(absl::string_view list, int number) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(list.data()), static_cast<int>(list.size()));
  for (uint32_t tag; (tag = in.ReadTag()) != 0;) {
    if (WireFormatLite::GetTagFieldNumber(tag) != kItemsField) {
      if (!WireFormatLite::SkipField(&in, tag)) return true;
      continue;
    }
    uint32_t size = 0;
    if (!in.ReadVarint32(&size)) return true;
    const auto limit = in.PushLimit(static_cast<int>(size));
    while ((tag = in.ReadTag()) != 0)
      if (WireFormatLite::GetTagFieldNumber(tag) == number || !WireFormatLite::SkipField(&in, tag))
        return true;
    in.PopLimit(limit);
  }
  return !in.ConsumedEntireMessage();
}

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
      !HoldsField(bytes, rule.confidential_field()->number()))
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
