#include "platform/journal/change.h"

#include <memory>

#include "platform/resource/changes.h"
#include "platform/resource/secrets.h"

namespace steward::journal {
namespace {

std::string Snapshot(const google::protobuf::Message& resource) {
  if (!resource::HasSecrets(resource)) return resource.SerializeAsString();
  std::unique_ptr<google::protobuf::Message> copy(resource.New());
  copy->CopyFrom(resource);
  resource::ClearSecrets(copy.get());
  return copy->SerializeAsString();
}

}  // namespace

size_t Change::answer() const {
  size_t last = drafts.size() - 1;
  while (last > 0 && drafts[last].resource != drafts[0].resource) --last;
  return last;
}

pg::Params WriteParams() {
  pg::Params params;
  params.Int(0);
  return params;
}

Draft DescribeChange(const Call& call, absl::string_view type, int64_t version,
                     const google::protobuf::Message* before,
                     const google::protobuf::Message& after) {
  Draft draft;
  draft.version = version;
  draft.type = std::string(type);
  draft.event.set_method(call.method);
  draft.event.set_request_id(call.request_id);
  draft.event.set_trace_parent(call.trace_parent);
  if (!call.credential.empty()) draft.event.mutable_origin()->set_credential(call.credential);
  if (!call.client_address.empty())
    draft.event.mutable_origin()->set_client_address(call.client_address);
  auto* any = draft.event.mutable_resource();
  any->set_type_url("type.googleapis.com/" + after.GetDescriptor()->full_name());
  any->set_value(Snapshot(after));
  if (before != nullptr) {
    auto* changes = draft.event.mutable_changes();
    resource::DiffFields(*before, after, changes);
    // A name never changes, it is only absent from snapshots. It is field 1, so it comes first.
    if (!changes->empty() && changes->Get(0).path() == "name") changes->DeleteSubrange(0, 1);
  }
  return draft;
}

}  // namespace steward::journal
