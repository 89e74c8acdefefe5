#include "platform/webhook/resource_printer.h"

#include "absl/strings/str_cat.h"
#include "platform/json/print.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::webhook {

ResourcePrinter PrintBySchema(json::Schema& schema) {
  return [&schema](const google::protobuf::Any& resource) -> absl::StatusOr<std::string> {
    const absl::string_view type_url = resource.type_url();
    const absl::string_view type = type_url.substr(type_url.rfind('/') + 1);
    const json::MessageTable* table = schema.Find(type);
    if (table == nullptr)
      return errors::Internal(absl::StrCat("an event holds a resource of unknown type ", type));
    std::string text;
    RETURN_IF_ERROR(json::PrintJson(*table, resource.value(), &text));
    return text;
  };
}

}  // namespace steward::webhook
