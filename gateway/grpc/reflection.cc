#include "gateway/grpc/reflection.h"

#include <vector>

#include "absl/container/flat_hash_set.h"
#include "google/protobuf/descriptor.pb.h"
#include "platform/json/wire.h"
#include "platform/status/errors.h"

namespace steward::gateway {
namespace {

using google::protobuf::FileDescriptor;
using json::AppendLengthDelimited;
using json::WireType;

// Field numbers of grpc/reflection/v1/reflection.proto.
enum Ask { kByFilename = 3, kBySymbol = 4, kByExtension = 5, kExtensionsOf = 6, kListServices = 7 };
enum Answer { kOriginal = 2, kFiles = 4, kExtensionNumbers = 5, kServices = 6, kError = 7 };

void AppendFile(const FileDescriptor* file, absl::flat_hash_set<const FileDescriptor*>* seen,
                std::string* out) {
  if (!seen->insert(file).second) return;
  google::protobuf::FileDescriptorProto proto;
  file->CopyTo(&proto);
  AppendLengthDelimited(1, proto.SerializeAsString(), out);
  for (int i = 0; i < file->dependency_count(); ++i) AppendFile(file->dependency(i), seen, out);
}

void AppendVarintField(int number, uint64_t value, std::string* out) {
  json::AppendTag(number, WireType::kVarint, out);
  json::AppendVarint(value, out);
}

void AnswerFile(const Api& api, const FileDescriptor* file, std::string* response) {
  std::string inner;
  if (api.IsPublic(file)) {
    absl::flat_hash_set<const FileDescriptor*> seen;
    AppendFile(file, &seen, &inner);
    return AppendLengthDelimited(kFiles, inner, response);
  }
  AppendVarintField(1, static_cast<uint64_t>(absl::StatusCode::kNotFound), &inner);
  AppendLengthDelimited(2, "Not found.", &inner);
  AppendLengthDelimited(kError, inner, response);
}

void AnswerServices(const Api& api, std::string* response) {
  std::string list;
  for (const std::string& service : api.services()) {
    std::string entry;
    AppendLengthDelimited(1, service, &entry);
    AppendLengthDelimited(1, entry, &list);
  }
  AppendLengthDelimited(kServices, list, response);
}

const FileDescriptor* FileOfExtension(const Api& api, absl::string_view ask) {
  std::string type;
  int number = 0;
  json::WireCursor wire(ask);
  while (!wire.done()) {
    int field;
    WireType wire_type;
    json::WireValue value;
    if (!wire.ReadTag(&field, &wire_type) || !wire.ReadValue(field, wire_type, &value)) break;
    if (field == 1) type = std::string(value.bytes);
    if (field == 2) number = static_cast<int>(value.bits);
  }
  const auto* message = api.pool().FindMessageTypeByName(type);
  const auto* extension =
      message == nullptr ? nullptr : api.pool().FindExtensionByNumber(message, number);
  return extension == nullptr ? nullptr : extension->file();
}

void AnswerExtensions(const Api& api, absl::string_view type, std::string* response) {
  const auto* message = api.pool().FindMessageTypeByName(std::string(type));
  if (message == nullptr) return AnswerFile(api, nullptr, response);
  std::vector<const google::protobuf::FieldDescriptor*> extensions;
  api.pool().FindAllExtensions(message, &extensions);
  std::string inner;
  AppendLengthDelimited(1, type, &inner);
  for (const auto* extension : extensions)
    if (api.IsPublic(extension->file())) AppendVarintField(2, extension->number(), &inner);
  AppendLengthDelimited(kExtensionNumbers, inner, response);
}

void AnswerQuestion(const Api& api, int asked, absl::string_view text, std::string* response) {
  const std::string name(text);
  switch (asked) {
    case kByFilename:
      return AnswerFile(api, api.pool().FindFileByName(name), response);
    case kBySymbol:
      return AnswerFile(api, api.pool().FindFileContainingSymbol(name), response);
    case kByExtension:
      return AnswerFile(api, FileOfExtension(api, text), response);
    case kExtensionsOf:
      return AnswerExtensions(api, text, response);
    case kListServices:
      return AnswerServices(api, response);
  }
}

}  // namespace

bool IsReflectionPath(absl::string_view path) {
  return path == "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo" ||
         path == "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
}

absl::StatusOr<std::string> Reflect(const Api& api, absl::string_view request) {
  std::string response;
  AppendLengthDelimited(kOriginal, request, &response);
  json::WireCursor wire(request);
  // One question is asked; of several, which are no message that a library writes, the last counts.
  int asked = 0;
  absl::string_view text;
  while (!wire.done()) {
    int number;
    WireType type;
    json::WireValue value;
    if (!wire.ReadTag(&number, &type) || !wire.ReadValue(number, type, &value))
      return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::MALFORMED_REQUEST,
                          "The request cannot be decoded.");
    if (number < kByFilename || number > kListServices) continue;
    asked = number;
    text = value.bytes;
  }
  AnswerQuestion(api, asked, text, &response);
  return response;
}

}  // namespace steward::gateway
