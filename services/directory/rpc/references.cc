#include "services/directory/rpc/references.h"

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "steward/options/v1/options.pb.h"

namespace steward::directory {
namespace {

absl::Status Check(const Call& call, const Directory& directory, absl::string_view collection,
                   absl::string_view name, absl::string_view field) {
  if (collection == "users") return directory.users.CheckReference(call, name, field);
  if (collection == "organizations")
    return directory.organizations.CheckReference(call, name, field);
  if (collection == "locations") return directory.locations.CheckReference(call, name, field);
  return errors::Internal("a field refers to a collection that nothing is looked up in");
}

}  // namespace

absl::Status CheckReferences(const Call& call, const Directory& directory, absl::string_view path,
                             const google::protobuf::Message* before,
                             const google::protobuf::Message& after) {
  const auto* type = after.GetDescriptor();
  const auto* reflection = after.GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const auto& rules = type->field(i)->options().GetExtension(options::v1::field);
    if (rules.reference().empty() || rules.output_only()) continue;
    const std::string name = reflection->GetString(after, type->field(i));
    const bool stays = before != nullptr && reflection->GetString(*before, type->field(i)) == name;
    if (name.empty() || stays) continue;
    const std::string field = absl::StrCat(path, ".", type->field(i)->name());
    RETURN_IF_ERROR(Check(call, directory, rules.reference(), name, field));
  }
  return absl::OkStatus();
}

}  // namespace steward::directory
