#include "platform/resource/secrets.h"

#include "steward/options/v1/options.pb.h"

namespace steward::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsSecret(const FieldDescriptor* field) {
  return field->options().GetExtension(options::v1::field).secret();
}

}  // namespace

bool HasSecrets(const Message& resource) {
  const auto* descriptor = resource.GetDescriptor();
  const auto* reflection = resource.GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i)
    if (const auto* field = descriptor->field(i);
        !field->is_repeated() && IsSecret(field) && reflection->HasField(resource, field))
      return true;
  return false;
}

void ClearSecrets(Message* resource) {
  const auto* descriptor = resource->GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i)
    if (const auto* field = descriptor->field(i); IsSecret(field))
      resource->GetReflection()->ClearField(resource, field);
}

}  // namespace steward::resource
