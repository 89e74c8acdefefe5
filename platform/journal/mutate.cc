#include "platform/journal/mutate.h"

#include "absl/strings/str_join.h"

namespace steward::journal {

void NoteReplayed(const Call& call) {
  call.answer_metadata.emplace_back("steward-replayed", "true");
}

void NoteEvents(const Call& call, const Change& change) {
  if (change.drafts.empty()) return;
  std::vector<std::string> types;
  for (const Draft& draft : change.drafts) types.push_back(draft.type);
  call.answer_metadata.emplace_back("steward-event-type", absl::StrJoin(types, ", "));
}

bool IsValidateOnly(const google::protobuf::Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("validate_only");
  return field != nullptr && request.GetReflection()->GetBool(request, field);
}

bool HasRequestId(const google::protobuf::Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  return field != nullptr && !request.GetReflection()->GetString(request, field).empty();
}

}  // namespace steward::journal
