#include "tools/stewardctl/contract.h"

#include "absl/strings/str_cat.h"
#include "platform/json/parse.h"
#include "platform/json/print.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

// STEWARD_DESCRIPTORS is the file that the build emits.
asm(R"(
  .pushsection .rodata
  .balign 16
  .globl steward_descriptors_begin
steward_descriptors_begin:
  .incbin ")" STEWARD_DESCRIPTORS R"("
  .globl steward_descriptors_end
steward_descriptors_end:
  .byte 0
  .popsection
)");

extern "C" {
extern const char steward_descriptors_begin[];
extern const char steward_descriptors_end[];
}

namespace steward::ctl {

Contract& Contract::Get() {
  static Contract& contract = *[] {
    auto api = gateway::Api::Load({steward_descriptors_begin, steward_descriptors_end});
    return new Contract(*std::move(api));
  }();
  return contract;
}

Contract::Contract(std::unique_ptr<gateway::Api> api)
    : api_(std::move(api)), messages_(&api_->pool()) {}

const google::protobuf::Descriptor* Contract::FindMessage(absl::string_view full_name) const {
  return api_->pool().FindMessageTypeByName(std::string(full_name));
}

std::unique_ptr<google::protobuf::Message> Contract::New(const google::protobuf::Descriptor& type) {
  return std::unique_ptr<google::protobuf::Message>(messages_.GetPrototype(&type)->New());
}

absl::StatusOr<std::string> Contract::ToJson(const google::protobuf::Message& message) const {
  std::string text;
  RETURN_IF_ERROR(
      json::PrintJson(*schema().Get(message.GetDescriptor()), message.SerializeAsString(), &text));
  return text;
}

absl::Status Contract::MergeJson(absl::string_view json, absl::string_view path,
                                 google::protobuf::Message* message) const {
  std::string wire = message->SerializeAsString();
  json::ParseOptions options;
  options.drop_output_only = true;
  options.path = path;
  RETURN_IF_ERROR(json::ParseJson(*schema().Get(message->GetDescriptor()), json, options, &wire));
  if (message->ParseFromString(wire)) return absl::OkStatus();
  return errors::Internal("a message cannot be read back");
}

}  // namespace steward::ctl
