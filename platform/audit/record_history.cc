#include "platform/audit/record_history.h"

#include <memory>

#include "platform/access/event_rule.h"
#include "platform/access/record_rule.h"
#include "platform/audit/read_note.h"

namespace steward::audit {
namespace {

using google::protobuf::Message;

// The record may have been confidential for a while, or somebody else's.
bool Shows(const Call& call, const Message& prototype, event::v1::Event* event, ReadNote* note) {
  const std::unique_ptr<Message> then(prototype.New());
  const auto& rule = access::RecordRule::Of(prototype.GetDescriptor());
  const access::Viewer viewer = access::ViewerOf(call);
  if (!event->resource().UnpackTo(then.get()) || !rule.Admits(viewer, *then)) return false;
  const auto former = access::FormerOf(rule, *then, *event);
  const bool is_less = access::ConcealFormer(rule, viewer, *then, event);
  note->Saw(former == nullptr || is_less ? *then : *former);
  return true;
}

}  // namespace

absl::StatusOr<HistoryPage> ReadHistory(const HistoryParts& parts, const Call& call,
                                        const HistoryRequest& request, const Message& prototype) {
  ASSIGN_OR_RETURN(const int size, resource::PageSize(request.page_size));
  const resource::PageScope scope{call.tenant, call.subject, call.method, request.name, "", ""};
  int64_t after = 0;
  if (!request.page_token.empty()) {
    ASSIGN_OR_RETURN(auto keys, parts.tokens->Decode(scope, request.page_token, call.now()));
    after = std::get<int64_t>(keys.at(0));
  }
  ASSIGN_OR_RETURN(auto stored, parts.reader->ListHistory(call.tenant, request.name, after,
                                                          size + 1, call.deadline));
  HistoryPage page;
  ReadNote note(call);
  size_t bytes = 0;
  for (size_t i = 0; i < stored.size(); ++i) {
    bytes += stored[i].ByteSizeLong();
    const bool is_full = bytes > resource::kPageBytesMax && !page.events.empty();
    if (i == static_cast<size_t>(size) || is_full) {
      page.next_page_token = parts.tokens->Encode(scope, {after}, call.now());
      break;
    }
    after = stored[i].event().version();
    if (Shows(call, prototype, stored[i].mutable_event(), &note))
      page.events.push_back(std::move(*stored[i].mutable_event()));
  }
  RETURN_IF_ERROR(note.Commit(*parts.journal, request.read_event));
  return page;
}

}  // namespace steward::audit
