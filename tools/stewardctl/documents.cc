#include "tools/stewardctl/documents.h"

#include <yaml-cpp/yaml.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/json/parse.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "re2/re2.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/json_text.h"

namespace steward::ctl {
namespace {

using google::protobuf::Struct;

constexpr int kDepthMax = 32;

std::string LineOf(const YAML::Node& node, const std::string& origin) {
  return absl::StrCat(origin, " line ", node.Mark().line + 1);
}

// YAML's core schema: what of plain scalars is no string.
std::string ScalarToJson(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  static const RE2& number = *new RE2(R"(-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?)");
  const bool plain = node.Tag() == "?";
  if (plain && (text == "true" || text == "false")) return text;
  if (plain && RE2::FullMatch(text, number)) return text;
  return QuotedJson(text);
}

absl::Status AppendJson(const YAML::Node& node, const std::string& origin, int depth,
                        std::string* json) {
  // Aliases can make much of little.
  if (depth > kDepthMax || json->size() > kFileBytesMax)
    return WrongUsage(absl::StrCat(LineOf(node, origin), ": too deep or too large."));
  if (node.IsScalar()) {
    absl::StrAppend(json, ScalarToJson(node));
  } else if (node.IsSequence()) {
    const char* gap = "[";
    for (const YAML::Node& item : node) {
      *json += std::exchange(gap, ",");
      RETURN_IF_ERROR(AppendJson(item, origin, depth + 1, json));
    }
    *json += node.size() == 0 ? "[]" : "]";
  } else if (node.IsMap()) {
    const char* gap = "{";
    for (const auto& member : node) {
      if (!member.first.IsScalar())
        return WrongUsage(absl::StrCat(LineOf(member.first, origin), ": keys are plain words."));
      absl::StrAppend(json, std::exchange(gap, ","), QuotedJson(member.first.Scalar()), ":");
      RETURN_IF_ERROR(AppendJson(member.second, origin, depth + 1, json));
    }
    *json += node.size() == 0 ? "{}" : "}";
  } else {
    *json += "null";
  }
  return absl::OkStatus();
}

absl::StatusOr<Struct> ToStruct(const std::string& json, const std::string& origin) {
  std::string wire;
  Struct fields;
  const auto* table = json::Schema::Generated().Get(Struct::descriptor());
  const absl::Status status = json::ParseJson(*table, json, {}, &wire);
  if (!status.ok()) return WrongUsage(absl::StrCat(origin, ": ", status.message()));
  fields.ParseFromString(wire);
  return fields;
}

absl::Status AddNode(const YAML::Node& node, const std::string& origin,
                     std::vector<Document>* documents) {
  if (node.IsNull()) return absl::OkStatus();
  if (node.IsSequence()) {
    for (const YAML::Node& each : node) RETURN_IF_ERROR(AddNode(each, origin, documents));
    return absl::OkStatus();
  }
  const std::string place = LineOf(node, origin);
  if (!node.IsMap()) return WrongUsage(absl::StrCat(place, ": expected an object."));
  std::string json;
  RETURN_IF_ERROR(AppendJson(node, origin, 0, &json));
  ASSIGN_OR_RETURN(Struct fields, ToStruct(json, place));
  documents->push_back({place, std::move(fields)});
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  const bool is_stdin = path == "-";
  File owned(is_stdin ? nullptr : std::fopen(path.c_str(), "rb"),
             [](std::FILE* file) { return file == nullptr ? 0 : std::fclose(file); });
  std::FILE* file = is_stdin ? stdin : owned.get();
  if (file == nullptr) return LocalFailure(absl::StrCat(path, ": ", std::strerror(errno)));
  std::string content;
  char buffer[65536];
  while (const size_t count = std::fread(buffer, 1, sizeof(buffer), file)) {
    content.append(buffer, count);
    if (content.size() > kFileBytesMax)
      return LocalFailure(absl::StrCat(path, ": larger than 16 MiB."));
  }
  if (std::ferror(file) != 0) return LocalFailure(absl::StrCat(path, ": cannot be read."));
  return content;
}

absl::StatusOr<std::vector<Document>> ParseDocuments(absl::string_view text,
                                                     const std::string& origin) {
  const absl::string_view start = absl::StripLeadingAsciiWhitespace(text);
  std::vector<Document> documents;
  if (absl::StartsWith(start, "{")) {
    ASSIGN_OR_RETURN(Struct fields, ToStruct(std::string(text), origin));
    documents.push_back({origin, std::move(fields)});
    return documents;
  }
  try {
    for (const YAML::Node& node : YAML::LoadAll(std::string(text)))
      RETURN_IF_ERROR(AddNode(node, origin, &documents));
  } catch (const YAML::Exception& error) {
    return WrongUsage(absl::StrCat(origin, " line ", error.mark.line + 1, ": not valid YAML."));
  }
  return documents;
}

absl::StatusOr<std::vector<Document>> ReadDocuments(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  ASSIGN_OR_RETURN(std::vector<Document> documents, ParseDocuments(text, path));
  if (documents.empty()) return WrongUsage(absl::StrCat(path, ": holds no object."));
  return documents;
}

}  // namespace steward::ctl
