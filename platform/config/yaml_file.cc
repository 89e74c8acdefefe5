#include "platform/config/yaml_file.h"

#include <yaml-cpp/yaml.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace steward::config {
namespace {

constexpr size_t kFileBytesMax = 1024 * 1024;

absl::Status Refuse(absl::string_view origin, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(origin, ": ", why));
}

absl::StatusOr<Raw> ReadValue(const YAML::Node& node, const std::string& origin) {
  Raw raw;
  raw.origin = origin;
  if (node.IsScalar()) {
    raw.items.push_back(node.Scalar());
    return raw;
  }
  if (!node.IsSequence()) {
    return Refuse(origin, node.IsNull() ? "a key has no value; write \"\" for an empty text"
                                        : "values are scalars or lists; mappings do not nest");
  }
  raw.is_list = true;
  for (const YAML::Node& item : node) {
    if (!item.IsScalar()) return Refuse(origin, "lists hold scalars only");
    raw.items.push_back(item.Scalar());
  }
  return raw;
}

absl::StatusOr<std::map<std::string, Raw>> ReadMapping(const std::string& path,
                                                       const std::string& text) {
  std::map<std::string, Raw> values;
  YAML::Node root = YAML::Load(text);
  if (root.IsNull()) return values;
  if (!root.IsMap()) return Refuse(path, "must be a mapping, one 'key: value' a line");
  for (const auto& member : root) {
    std::string origin = absl::StrCat(path, " line ", member.first.Mark().line + 1);
    if (!member.first.IsScalar()) return Refuse(origin, "keys are plain words");
    absl::StatusOr<Raw> value = ReadValue(member.second, origin);
    if (!value.ok()) return value.status();
    if (!values.emplace(member.first.Scalar(), *std::move(value)).second) {
      return Refuse(origin, "a key occurs twice; keep one");
    }
  }
  return values;
}

}  // namespace

absl::StatusOr<std::map<std::string, Raw>> ReadYamlFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  if (!file || !(text << file.rdbuf())) {
    // An empty file sets failbit on `text`, and is a valid file without keys.
    if (file.is_open() && file.peek() == std::ifstream::traits_type::eof()) {
      return std::map<std::string, Raw>{};
    }
    return absl::NotFoundError(absl::StrCat(path, ": cannot be read; --config names the file"));
  }
  if (text.str().size() > kFileBytesMax) return Refuse(path, "is larger than 1 MiB");
  try {
    return ReadMapping(path, text.str());
  } catch (const YAML::Exception& error) {
    return Refuse(absl::StrCat(path, " line ", error.mark.line + 1), "is not valid YAML");
  }
}

}  // namespace steward::config
