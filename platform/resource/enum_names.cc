#include "platform/resource/enum_names.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace steward::resource {

std::string EnumNames(const google::protobuf::EnumDescriptor& type) {
  std::string names;
  for (int i = 0; i < type.value_count(); ++i) {
    const std::string& name = type.value(i)->name();
    if (type.value(i)->number() == 0 && absl::EndsWith(name, "_UNSPECIFIED")) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ", name);
  }
  return names;
}

}  // namespace steward::resource
