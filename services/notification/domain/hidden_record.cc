#include "services/notification/domain/hidden_record.h"

#include <set>

#include "platform/access/record_rule.h"
#include "steward/options/v1/options.pb.h"

namespace steward::notification {

using google::protobuf::Message;

bool MayBeHidden(const google::protobuf::Descriptor* type) {
  return !access::RecordRule::Of(type).flags().empty();
}

bool IsHidden(const Message& record) {
  for (const auto& flag : access::RecordRule::Of(record.GetDescriptor()).flags())
    if (record.GetReflection()->GetBool(record, flag.field)) return true;
  return false;
}

std::vector<std::string> OwnersOf(const Message& record) {
  const auto& rules = record.GetDescriptor()->options().GetExtension(options::v1::resource);
  std::set<std::string> owners;
  for (const std::string& name : rules.owner_fields()) {
    const auto* field = record.GetDescriptor()->FindFieldByName(name);
    owners.insert(record.GetReflection()->GetString(record, field));
  }
  owners.erase("");
  return {owners.begin(), owners.end()};
}

}  // namespace steward::notification
