#include "platform/journal/change.h"

#include "platform/resource/changes.h"
#include "steward/options/v1/options.pb.h"

namespace steward::journal {
namespace {

bool IsSecret(const google::protobuf::FieldDescriptor* field) {
  return field->options().GetExtension(options::v1::field).secret();
}

std::string Snapshot(const google::protobuf::Message& resource) {
  const auto* descriptor = resource.GetDescriptor();
  const auto* reflection = resource.GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    if (!IsSecret(field) || !reflection->HasField(resource, field)) continue;
    std::unique_ptr<google::protobuf::Message> copy(resource.New());
    copy->CopyFrom(resource);
    for (int j = i; j < descriptor->field_count(); ++j)
      if (IsSecret(descriptor->field(j))) reflection->ClearField(copy.get(), descriptor->field(j));
    return copy->SerializeAsString();
  }
  return resource.SerializeAsString();
}

}  // namespace

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
