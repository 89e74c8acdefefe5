#include "services/notification/domain/event_subject.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace steward::notification {
namespace {

// Where dev, steward, nouns, verb and version are.
constexpr size_t kFirstNoun = 2;
constexpr size_t kWordsMin = 5;

std::vector<std::string> WordsOf(absl::string_view event_type) {
  std::vector<std::string> words = absl::StrSplit(event_type, '.');
  if (words.size() < kWordsMin || words[0] != "dev" || words[1] != "steward") words.clear();
  return words;
}

// "ApiKey" of "api_key".
std::string TypeName(absl::string_view noun) {
  std::string name;
  for (absl::string_view part : absl::StrSplit(noun, '_', absl::SkipEmpty()))
    absl::StrAppend(&name, std::string(1, absl::ascii_toupper(part[0])), part.substr(1));
  return name;
}

}  // namespace

const google::protobuf::Descriptor* ResourceTypeOf(absl::string_view event_type) {
  const std::vector<std::string> words = WordsOf(event_type);
  if (words.empty()) return nullptr;
  const std::string& first = words[kFirstNoun];
  const std::string last = TypeName(words[words.size() - 3]);
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  // Most packages are called as the first noun of their events, and some types begin with it:
  // "change.model" is about a ChangeModel.
  for (const std::string& package : {first, std::string("catalog")})
    for (const std::string& type : {last, TypeName(first) + last})
      if (const auto* found =
              pool->FindMessageTypeByName(absl::StrCat("steward.", package, ".v1.", type)))
        return found;
  return nullptr;
}

std::string VerbOf(absl::string_view event_type) {
  const std::vector<std::string> words = WordsOf(event_type);
  return words.empty() ? "" : words[words.size() - 2];
}

}  // namespace steward::notification
